-- Triwire's frames (schema/triwire.capnp) in Wireshark and tshark, 3.6 or newer.
--
--   triwire trace SOCKET --capture calls.pcap
--   wireshark -X lua_script:triwire.lua calls.pcap
--
-- A capture has link type USER0, and each packet the renderer's id (4 bytes, little-endian), 1 if main
-- sent the frame, three bytes 0, and the frame. What is read is as untrusted as any packet: every place is
-- looked up within the bytes that there are.

local triwire = Proto("triwire", "Triwire")

local FRAMES = {[0] = "hello", "welcome", "message", "sync", "invoke", "cancel", "event", "return", "close"}
local OUTCOMES = {[0] = "value", "thrown", "noReply", "noListener", "noHandler", "unclonable", "cancelled", "refused",
  "tooLarge", "overloaded", "disconnected", "deadlineExceeded"}
local REASONS = {[0] = "done", "goingAway", "versionMismatch", "refused", "malformed", "frameTooLarge", "unknownFrame",
  "unexpectedFrame", "limitExceeded", "internal"}

local f = triwire.fields
f.renderer = ProtoField.uint32("triwire.renderer", "Renderer")
f.direction = ProtoField.string("triwire.direction", "Direction")
f.kind = ProtoField.string("triwire.kind", "Frame")
f.call = ProtoField.uint64("triwire.call", "Call")
f.channel = ProtoField.string("triwire.channel", "Channel")
f.outcome = ProtoField.string("triwire.outcome", "Outcome")
f.reason = ProtoField.string("triwire.reason", "Reason")
local malformed = ProtoExpert.new("triwire.malformed", "No frame of triwire.capnp", expert.group.MALFORMED,
  expert.severity.ERROR)
triwire.experts = {malformed}

-- Cap'n Proto: segments in a message, pointers between them. Lengths and places are in bytes.

local WORD = 8
local SEGMENTS_MAX = 512

local function message(buffer)
  local count = buffer(0, 4):le_uint() + 1
  if count > SEGMENTS_MAX then error("too many segments") end
  local at = (math.floor(count / 2) + 1) * WORD
  local segments = {}
  for i = 1, count do
    local length = buffer(4 * i, 4):le_uint() * WORD
    segments[i - 1] = {at = at, length = length}
    at = at + length
  end
  return {buffer = buffer, segments = segments}
end

-- A range within a segment; fails where there is none.
local function range(msg, segment, at, length)
  local within = msg.segments[segment]
  if within == nil or at < 0 or length < 0 or at + length > within.length then error("out of bounds") end
  return msg.buffer(within.at + at, length)
end

-- Where a pointer leads: its kind (0 struct, 1 list), segment, place, and its upper half; nil for null.
local function follow(msg, segment, at, hops)
  local lower = range(msg, segment, at, 4):le_uint()
  local upper = range(msg, segment, at + 4, 4):le_uint()
  if lower == 0 and upper == 0 then return nil end
  local kind = lower % 4
  if kind < 2 then
    local offset = math.floor(lower / 4)
    if offset >= 2 ^ 29 then offset = offset - 2 ^ 30 end
    return kind, segment, at + WORD + offset * WORD, upper
  end
  if kind ~= 2 or hops == 0 then error("a pointer of no use") end
  local place = math.floor(lower / 8) * WORD
  if math.floor(lower / 4) % 2 == 0 then return follow(msg, upper, place, hops - 1) end
  -- A double far pointer: where the content is, then what it is.
  local far = range(msg, upper, place, 4):le_uint()
  local tag = range(msg, upper, place + WORD, 4):le_uint()
  return tag % 4, range(msg, upper, place + 4, 4):le_uint(), math.floor(far / 8) * WORD,
    range(msg, upper, place + WORD + 4, 4):le_uint()
end

local function struct(msg, segment, at)
  local kind, where, place, sizes = follow(msg, segment, at, 1)
  if kind == nil then return nil end
  if kind ~= 0 then error("no struct") end
  return {msg = msg, segment = where, at = place, data = sizes % 65536 * WORD, pointers = math.floor(sizes / 65536)}
end

-- A field of a struct that has it, else nil: a version before it did not.
local function bytes(from, offset, length)
  if offset + length > from.data then return nil end
  return range(from.msg, from.segment, from.at + offset, length)
end

local function pointer(from, index)
  if index >= from.pointers then return nil end
  return from.at + from.data + index * WORD
end

local function child(from, index)
  local at = pointer(from, index)
  return at and struct(from.msg, from.segment, at)
end

local function text(from, index)
  local at = pointer(from, index)
  if at == nil then return nil end
  local kind, segment, place, sizes = follow(from.msg, from.segment, at, 1)
  if kind == nil then return nil end
  local length = math.floor(sizes / 8)
  if kind ~= 1 or sizes % 8 ~= 2 or length == 0 then error("no text") end
  return range(from.msg, segment, place, length - 1)
end

local function numberAt(from, offset)
  local found = bytes(from, offset, 2)
  return found and found:le_uint() or 0
end

-- The frames: what people look for in each.

local CHANNELS = {message = true, sync = true, invoke = true, event = true}
local CALLS = {sync = true, invoke = true, cancel = true, ["return"] = true}

local function dissectFrame(buffer, tree)
  local frame = struct(message(buffer), 0, 0)
  if frame == nil then error("no frame") end
  local kind = FRAMES[numberAt(frame, 0)] or "unknown"
  tree:add(f.kind, buffer(0), kind)
  local label = kind
  local content = child(frame, 0)
  if content == nil then return label end
  if CALLS[kind] then
    local id = bytes(content, 0, 8)
    if id ~= nil then
      tree:add_le(f.call, id)
      label = label .. " #" .. tostring(id:le_uint64())
    end
  end
  if CHANNELS[kind] then
    local name = text(content, 0)
    tree:add(f.channel, name or buffer(0, 0), name and name:string(ENC_UTF_8) or "")
    label = label .. " " .. (name and name:string(ENC_UTF_8) or "")
  elseif kind == "return" then
    local outcome = child(content, 0)
    local how = OUTCOMES[outcome and numberAt(outcome, 0) or 0] or "unknown"
    tree:add(f.outcome, buffer(0), how)
    label = label .. " " .. how
  elseif kind == "close" then
    local why = REASONS[numberAt(content, 0)] or "unknown"
    tree:add(f.reason, buffer(0), why)
    label = label .. " " .. why
  end
  return label
end

function triwire.dissector(buffer, info, root)
  local HEAD = 8
  if buffer:len() <= HEAD then return 0 end
  info.cols.protocol = "Triwire"
  local tree = root:add(triwire, buffer())
  local renderer = buffer(0, 4)
  local fromMain = buffer(4, 1):uint() == 1
  tree:add_le(f.renderer, renderer)
  tree:add(f.direction, buffer(4, 1), fromMain and "main to renderer" or "renderer to main")
  local name = "r" .. renderer:le_uint()
  info.cols.src = fromMain and "main" or name
  info.cols.dst = fromMain and name or "main"
  local isRead, label = pcall(dissectFrame, buffer(HEAD):tvb(), tree)
  if not isRead then tree:add_proto_expert_info(malformed, tostring(label)) end
  info.cols.info = isRead and label or "malformed"
  return buffer:len()
end

DissectorTable.get("wtap_encap"):add(wtap.USER0, triwire)
