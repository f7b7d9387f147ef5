# frozen_string_literal: true

require 'json'
require_relative 'sequence'

module TriwireSpec
  # What the conformance suite recorded: report.jsonl of one or more runs (schema/report.capnp).
  class RecordedRun
    # The one that the site is made with, or nil: the page alone needs none.
    class << self
      attr_accessor :current
    end

    def initialize(paths)
      @cases = {}
      @evidence = Hash.new { |hash, id| hash[id] = [] }
      paths.each { |path| File.foreach(path) { |line| take(JSON.parse(line, max_nesting: false)) } }
    end

    # The sequence that a scenario's run showed, or nil if it was not run.
    def sequence(scenario)
      history = @cases[scenario]
      history && Sequence.new(history)
    end

    # Scenarios in which the premise of a requirement came about, and it was kept.
    def scenarios_of(requirement)
      @evidence.fetch(requirement, []).uniq
    end

    def requirements_of(scenario)
      @evidence.select { |_, scenarios| scenarios.include?(scenario) }.keys
    end

    private

    def take(record)
      case record['record']
      when 'case' then @cases[record['scenario']] ||= record['history'] if record['ending'] == 'ended'
      when 'finding' then @evidence[record['requirement']] << record['scenario'] if record['verdict'] == 'pass'
      end
    end
  end
end
