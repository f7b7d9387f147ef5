// The C++ toy's adapter: everything that the suite needs to test it.
#include "toy.h"
#include "triwire.h"

using namespace triwire::adapter;

namespace toy {

void to_json(Json& json, const Value& value);
void to_json(Json& json, const Undefined&) { json = UNDEFINED; }
void to_json(Json& json, const Callable&) { json = UNDEFINED; }  // Never crosses.
void to_json(Json& json, const Value& value) {
  const auto write = [&json](const auto& is) { json = is; };
  std::visit(write, static_cast<const Value::variant&>(value));
}

void from_json(const Json& json, Value& value) {
  if (json == UNDEFINED) value = Undefined{};
  else if (json.is_null()) value = nullptr;
  else if (json.is_boolean()) value = json.get<bool>();
  else if (json.is_number()) value = json.get<double>();
  else if (json.is_string()) value = json.get<std::string>();
  else if (json.is_array()) value = json.get<Array>();
  else if (json.contains("$")) value = Callable{};  // The toy has no more.
  else value = json.get<Object>();
}

}  // namespace toy

namespace {

// Registrations, for both sides.
template <class Side, class Base>
struct Registering : Base {
  explicit Registering(Side& toySide) : side(toySide) {}
  void enlist(const std::string& op, const std::string& channel, const Function& function) override {
    if (function && !function->native)
      function->native = std::make_shared<toy::Function>([call = function->call](const auto& event, const Json& args) {
        const Result result = call(event, args);
        if (!result.promise) return toy::Result(result.value.get<toy::Value>());
        return toy::Result(std::static_pointer_cast<toy::Promise>(result.promise));
      });
    const auto listener = function ? std::static_pointer_cast<toy::Function>(function->native) : nullptr;
    if (op == "off") return side.removeListener(channel, listener);
    if (op == "removeAllListeners") return side.removeAllListeners(channel);
    if (op == "on" || op == "once") return side.on(channel, listener, op == "once");
    if constexpr (std::is_same_v<Side, toy::Main>)
      op == "removeHandler" ? side.removeHandler(channel) : side.handle(channel, listener, op == "handleOnce");
  }
  Side& side;
};

struct ToyRenderer : Registering<toy::Renderer, RendererIpc> {
  using Registering::Registering;
  void send(const std::string& channel, const Json& args) override { side.send(channel, args); }
  Json sendSync(const std::string& channel, const Json& args) override { return side.sendSync(channel, args); }
  void invoke(const std::string& channel, const Json& args, const Settle& settle) override {
    side.invoke(channel, args)->then = [settle](const toy::Promise& promise) { settle(promise.value, promise.error); };
  }
};

struct ToyMain : Registering<toy::Main, MainIpc> {
  ToyMain(toy::Main& main, toy::Renderer& renderer) : Registering(main), r0(renderer) {}
  static toy::Event& of(const Reference& event) { return *static_cast<toy::Event*>(event.get()); }
  static toy::Promise& as(const Reference& promise) { return *static_cast<toy::Promise*>(promise.get()); }
  std::string sender(const Reference& event) override { return of(event).sender.name; }
  void assign(const Reference& event, const Json& value) override { of(event).returnValue(value); }
  void reply(const Reference& event, const std::string& channel, const Json& args) override {
    of(event).sender.sendEvent(channel, args);
  }
  void sendTo(const std::string&, const std::string& channel, const Json& args) override { r0.sendEvent(channel, args); }
  Reference promise() override { return std::make_shared<toy::Promise>(); }
  void resolve(const Reference& promise, const Json& value) override { as(promise).settle(value, {}); }
  void reject(const Reference& promise, const Thrown& error) override {
    as(promise).settle({}, std::make_exception_ptr(error));
  }
  toy::Renderer& r0;
};

struct ToyWorld : World {
  explicit ToyWorld(Conversation& conversation) {
    actors["main"] = std::make_unique<Main>(mainSide, "unknown");
    actors["r0"] = std::make_unique<Renderer>("r0", rendererSide);
    main.idle = [&conversation] { return conversation.next(); };
    main.uncaught = [this](const std::exception& error) { actors["main"]->uncaught(error); };
    r0.uncaught = [this](const std::exception& error) { actors["r0"]->uncaught(error); };
  }
  bool step(const std::string& actor) override { return actor == "main" ? main.step() : r0.step(); }
  toy::Main main;
  toy::Renderer r0{main, "r0"};
  ToyMain mainSide{main, r0};
  ToyRenderer rendererSide{r0};
};

}  // namespace

int main() {
  // One renderer: in one thread, of two that wait only the last one can go on.
  Conversation conversation({{"name", "toy"}, {"version", "1"}, {"renderersMax", 1},
                             {"capabilities", {"send", "sendSync", "invoke", "reply", "sendTo", "hold", "sender"}}},
                            [&](unsigned) { return std::make_unique<ToyWorld>(conversation); });
  conversation.serve();
}
