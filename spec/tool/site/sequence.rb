# frozen_string_literal: true

require_relative 'step_text'

module TriwireSpec
  # What happened in one recorded world, in an order in which causes come before their effects, with words for
  # each event: what a diagram shows. Registrations and what the suite does for itself are left out.
  class Sequence
    Row = Struct.new(:actor, :kind, :text, :from, :waits_for, keyword_init: true)

    INTERNAL = ['triwire:', 'fence '].freeze
    # What the caller finds out by itself.
    OWN_OUTCOMES = %w[DEADLINE_EXCEEDED DISCONNECTED CANCELLED].freeze
    # Which steps show as which events of main's.
    SHOWN_AS = { 'assign' => 'assigned', 'reply' => 'replied', 'sendTo' => 'sent', 'resolve' => 'resolved', 'reject' => 'resolved' }.freeze

    # Rows in order; `from` is the index of the row that caused this one, on another lifeline.
    attr_reader :rows, :actors

    def initialize(history)
      @steps = {}
      @programs = {}
      @queues = Hash.new { |hash, actor| hash[actor] = [] }
      collect(history)
      @events = shown(history)
      @order = ordered
      @rows = @order.map { |event| row(event) }
      @actors = renderers_around_main(@rows.map(&:actor).uniq)
    end

    private

    # Each call's step by its name; each listener's program; the steps that main's scripts make on events.
    def collect(history)
      history.each do |entry|
        command = entry['sent']
        next unless command && command['do'] == 'run'

        command['steps'].each { |step| collect_step(step) }
        @queues[command['actor']].concat(command['steps'])
      end
    end

    def collect_step(step)
      @steps[step['call']] = step if step['call']
      return unless step['listener']

      @programs[step['listener']] ||= step.fetch('program', [])
      step.fetch('program', []).each { |inner| collect_step(inner) }
    end

    # The events worth showing, with kills among them, up to the end of the world.
    def shown(history)
      ending = history.index { |entry| entry.dig('sent', 'do') == 'end' } || history.size
      @called = {}
      history.first(ending).filter_map do |entry|
        kill = entry['sent']
        next({ 'event' => 'killed', 'actor' => kill['actor'] }) if kill && kill['do'] == 'kill'

        peer = entry['peer']
        next frame(peer) if peer

        event = entry['received']
        next unless event && event['actor']

        event = event.merge('step' => performed(event), 'of_call' => @called.dig(event['handle'], 'args', 0))
        event unless hidden?(event)
      end
    end

    # What the runner's own end of a link wrote or read, if the history has one.
    def frame(peer)
      peer.merge('actor' => peer['peer']) if %w[wrote read unlinked].include?(peer['event'])
    end

    # The step that an event of main's shows: of the listener that runs, else of main's scripts.
    def performed(event)
      return unless event['actor'] == 'main'

      case event['event']
      when 'called'
        @called[event['handle']] ||= event
        @running = @programs.fetch(event['listener'], []).dup
        nil
      when 'finished' then @running.tap { @running = nil }&.find { |step| %w[return throw hold].include?(step['op']) }
      else next_step(@running, event) || next_step(@queues['main'], event)
      end
    end

    def next_step(steps, event)
      at = steps&.index { |step| SHOWN_AS[step['op']] == event['event'] }
      at && steps.delete_at(at)
    end

    def hidden?(event)
      return true if event.values_at('channel', 'listener', 'call', 'mark').compact.any? { |name| name.start_with?(*INTERNAL) }

      case event['event']
      when 'registered' then true
      when 'finished' then @called.dig(event['handle'], 'kind') != 'invoke' # A handler's end is its answer.
      when 'returned' then quiet?(event['call'])
      end
    end

    # `send` and `invoke` return at once: nothing to see.
    def quiet?(call)
      %w[send invoke].include?(@steps.dig(call, 'op'))
    end

    # Arrival is an order within each actor; across actors an effect can have arrived first.
    def ordered
      waiting = @events.group_by { |event| event['actor'] }
      placed = []
      until waiting.values.all?(&:empty?)
        order = @events.map { |event| event['actor'] }.uniq.sort_by { |actor| @events.index(waiting[actor].first) || @events.size }
        actor = order.find { |each| waiting[each].any? && ready?(waiting[each].first, placed) } || order.first
        placed << waiting[actor].shift
      end
      placed
    end

    def ready?(event, placed)
      cause = cause_of(event)
      cause.nil? || placed.include?(cause)
    end

    # The event of another actor that this one needs, if there is one.
    def cause_of(event)
      @causes ||= {}.compare_by_identity
      @causes.fetch(event) { @causes[event] = find_cause(event) }
    end

    def find_cause(event)
      case event['event']
      when 'called' then made(event.dig('args', 0))
      when 'returned', 'threw', 'settled' then answer_of(event['call']) || written_for(event['call']) unless OWN_OUTCOMES.include?(event.dig('error', 'outcome'))
      when 'read' then event['frame'] == 'return' ? answer_of(message_of(event)) : made(event['message'])
      when 'dispatched' then sent_as(event)
      end
    end

    # Where a call or message of that name was made, by an implementation or by the runner's end of a link.
    def made(name)
      name && @events.find { |each| (each['event'] == 'calling' && each['call'] == name) || (each['event'] == 'wrote' && each['message'] == name) }
    end

    # The call whose id a `return` has that the runner's renderer read.
    def message_of(event)
      @events.find { |each| each['event'] == 'wrote' && each['peer'] == event['peer'] && each['id'] == event['id'] && each['message'] }&.fetch('message')
    end

    # The `return` that the runner's main wrote for a call.
    def written_for(call)
      asked = call && @events.find { |each| each['event'] == 'read' && each['message'] == call }
      asked && @events.find { |each| each['event'] == 'wrote' && each['frame'] == 'return' && each['id'] == asked['id'] && each['peer'] == asked['peer'] }
    end

    def answer_of(call)
      return nil if call.nil?

      @events.find { |each| each['of_call'] == call && answers?(each) }
    end

    def answers?(event)
      case event['event']
      when 'assigned' then !event['error']
      when 'resolved', 'released' then true
      when 'finished' then event.dig('step', 'op') != 'hold'
      end
    end

    # On one channel events arrive in the order sent.
    def sent_as(event)
      arrivals = @events.select { |each| each['event'] == 'dispatched' && each['actor'] == event['actor'] && each['channel'] == event['channel'] }
      number = arrivals.map { |each| each['args'] }.uniq.index(event['args'])
      sent = @events.select { |each| %w[sent replied].include?(each['event']) && each['channel'] == event['channel'] && to(each) == event['actor'] }
      sent[number]
    end

    def to(event)
      event['to'] || @called.dig(event['handle'], 'from')
    end

    def row(event)
      step = @steps[event['call']]
      cause = cause_of(event)
      Row.new(actor: event['actor'], kind: event['event'], text: EventText.of(event, step),
              from: (@order.index { |each| each.equal?(cause) } if cause),
              waits_for: (event['call'] if step && step['op'] == 'sendSync'))
    end

    def renderers_around_main(actors)
      first, *others = (actors - ['main']).sort_by { |actor| actor.tr('rp', 'ab') }
      # Main has a line even if nothing happened there; but not if the runner is in its place.
      main = actors.include?('main') || actors.none? { |actor| actor.start_with?('p') } ? 'main' : nil
      [first, main, *others].compact
    end
  end
end
