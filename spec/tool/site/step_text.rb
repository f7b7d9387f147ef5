# frozen_string_literal: true

require 'json'

module TriwireSpec
  # Values of the adapter contract, as JavaScript would write them.
  module ValueText
    module_function

    def of(value)
      case value
      when Hash
        return "'#{value['text']}'.repeat(#{value['times']})" if value.keys.sort == %w[text times]

        value.key?('$') ? tagged(value) : "{#{value.map { |name, each| "#{name}: #{of(each)}" }.join(', ')}}"
      when Array then "[#{value.map { |each| of(each) }.join(', ')}]"
      when String then "'#{value}'"
      when nil then 'null'
      else value.to_s
      end
    end

    def tagged(value)
      case value['$']
      when 'undefined', 'hole' then value['$']
      when 'number' then value['value']
      when 'bigint' then "#{value['value']}n"
      when 'error' then "#{value.fetch('name', 'Error')}(#{of(value['message'].to_s)})"
      when 'shared' then of(value['value'])
      else "a #{value['$']}"
      end
    end

    def arguments(values)
      values.to_a.map { |value| of(value) }.join(', ')
    end
  end

  # A step of a scenario in a line of words; the program of a listener in lines below it.
  module StepText
    module_function

    def lines(step)
      case step['op'] || step['do']
      when 'send', 'sendSync', 'invoke' then [call(step)]
      when 'on', 'once', 'handle', 'handleOnce' then registration(step)
      when 'off', 'removeAllListeners', 'removeHandler' then ["#{step['op']}('#{step['channel']}'#{", #{step['listener']}" if step['listener']})"]
      when 'sendTo' then ["sendTo(#{step['to']}, '#{step['channel']}', #{ValueText.arguments(step['args'])})"]
      when 'reply' then ["#{event(step)}.reply('#{step['channel']}', #{ValueText.arguments(step['args'])})"]
      when 'assign' then ["#{event(step)}.returnValue = #{ValueText.of(step['value'])}"]
      else [other(step)]
      end
    end

    def other(step)
      words = step['op']
      return "#{words} #{ValueText.of(step['value'])}" if %w[return throw].include?(words)
      return "#{words}(#{step['handle']}#{", #{ValueText.of(step['value'])}" if step.key?('value')})" if step['handle']
      return "mark '#{step['mark']}'" if words == 'mark'

      words == 'hold' ? 'keep the event' : words
    end

    def call(step)
      deadline = step['deadlineMs'] ? ", deadline #{step['deadlineMs']} ms" : ''
      "#{step['call']}: #{step['op']}('#{step['channel']}'#{[nil, *step['args'].to_a.map { |each| ValueText.of(each) }].join(', ')})#{deadline}"
    end

    def registration(step)
      inner = step.fetch('program', []).flat_map { |each| lines(each) }.map { |line| "    #{line}" }
      ["#{step['op']}('#{step['channel']}', #{step['listener']})#{':' unless inner.empty?}", *inner]
    end

    def event(step)
      step['handle'] ? "event of #{step['handle']}" : 'event'
    end
  end

  # What happened, in a few words beside a lifeline.
  module EventText
    module_function

    def of(event, step)
      case event['event']
      when 'calling' then "#{step ? step['op'] : 'call'}('#{step && step['channel']}')"
      when 'called' then "#{event['listener']} is called"
      when 'dispatched' then "#{event['listener']} is called (#{ValueText.arguments(event['args'])})"
      when 'returned' then step && step['op'] == 'sendSync' ? "sendSync returns #{ValueText.of(event['value'])}" : 'returns'
      when 'threw' then "#{step ? step['op'] : 'it'} throws #{failure(event)}"
      when 'settled' then event['error'] ? "#{event['call']} rejects: #{failure(event)}" : "#{event['call']} fulfils with #{ValueText.of(event['value'])}"
      else main(event)
      end
    end

    def main(event)
      case event['event']
      when 'assigned' then assigned(event, event['step'])
      when 'replied' then "event.reply('#{event['channel']}')#{' throws' if event['error']}"
      when 'sent' then "sendTo(#{event['to']}, '#{event['channel']}')#{' throws' if event['error']}"
      when 'resolved' then resolved(event['step'])
      when 'finished' then handled(event)
      when 'released' then 'lets go of the event'
      when 'marked' then "goes on: #{event['mark']}"
      when 'closed' then "#{event['of'].to_s.empty? ? 'the' : "#{event['of']}'s"} link has ended"
      when 'wrote', 'read' then frame(event)
      when 'unlinked' then 'the link has ended'
      when 'uncaught' then 'uncaught exception'
      when 'killed' then 'dies'
      else event['event']
      end
    end

    def frame(event)
      words = [event['event'] == 'wrote' ? 'writes' : 'reads', event['frame'].to_s, event['id'], event['what']]
      misdeed = event['misdeed'].to_s.empty? ? '' : " (#{event['misdeed']})"
      words.reject { |word| word.to_s.empty? }.join(' ') + misdeed
    end

    def assigned(event, step)
      "returnValue = #{step ? ValueText.of(step['value']) : '…'}#{' throws' if event['error']}"
    end

    def resolved(step)
      return 'settles the promise' unless step

      step['op'] == 'resolve' ? "fulfils with #{ValueText.of(step['value'])}" : "rejects with #{ValueText.of(step['value'])}"
    end

    def handled(event)
      step = event['step']
      return "throws #{ValueText.of(step['value'])}" if event['error'] && step
      return 'returns a promise' if step && step['op'] == 'hold'

      "returns #{step ? ValueText.of(step['value']) : 'undefined'}"
    end

    def failure(event)
      event.dig('error', 'outcome') || event.dig('error', 'message')
    end
  end
end
