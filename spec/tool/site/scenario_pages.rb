# frozen_string_literal: true

require 'cgi'
require 'json'
require_relative 'page'
require_relative 'scenario_links'
require_relative 'sequence_drawing'
require_relative 'step_text'

module TriwireSpec
  # A page for each family of the suite's scenarios, and one that lists them all.
  class ScenarioPages
    ROWS_DRAWN_MAX = 60

    # `scenarios` as `triwire list --json` has them.
    def initialize(scenarios, run)
      @scenarios = scenarios
      @run = run
    end

    def pages
      families = @scenarios.group_by { |each| ScenarioLinks.page(each['name']) }
      [list(families), *families.map { |file, members| family(file, members) }]
    end

    private

    def list(families)
      rows = families.flat_map do |_, members|
        members.map do |each|
          name = each['name']
          "<tr><td><a href=\"#{ScenarioLinks.address(name)}\">#{name}</a></td><td>#{escape(each['about'])}</td>" \
            "<td>#{@run.requirements_of(name).size}</td></tr>"
        end
      end
      Page.new(file: 'scenarios.html', title: 'Scenarios', html: <<~HTML)
        <h1>Scenarios</h1>
        <p class="lead">What the conformance suite does to an implementation. A scenario is a stimulus and expects nothing:
        every requirement is judged in every scenario in which it applies. The last column says how many applied, and were
        kept, when the reference implementation was run for this page.</p>
        <table class="tableblock scenarios"><thead><tr><th>Scenario</th><th>What is done</th><th>Requirements</th></tr></thead>
        <tbody>#{rows.join("\n")}</tbody></table>
      HTML
    end

    def family(file, members)
      name = file[/scenarios-(.*)\.html/, 1]
      Page.new(file: file, title: "Scenarios: #{name}", html: <<~HTML)
        <h1>Scenarios: #{name}</h1>
        <p><a href="scenarios.html">All scenarios</a></p>
        #{members.map { |each| scenario(each) }.join("\n")}
      HTML
    end

    def scenario(each)
      name = each['name']
      <<~HTML
        <section class="scenario" id="#{ScenarioLinks.anchor(name)}">
        <h2><a href="##{ScenarioLinks.anchor(name)}">#{name}</a></h2>
        <p>#{escape(each['about'])} #{badges(each)}</p>
        <pre class="steps">#{escape(steps(each))}</pre>
        #{drawing(name)}
        #{provoked(name)}
        </section>
      HTML
    end

    def badges(each)
      words = each['profiles'].to_a.map { |profile| "#{profile} only" }
      words << "#{each['renderers']} renderers" if each['renderers'].to_i > 1
      words.map { |word| "<span class=\"badge\">#{word}</span>" }.join(' ')
    end

    def steps(each)
      each['steps'].flat_map { |step| step_lines(step) }.join("\n")
    end

    def step_lines(step)
      return ["#{step['actor']}:", *step['steps'].flat_map { |inner| StepText.lines(inner) }.map { |line| "    #{line}" }] if step['do'] == 'run'

      [other_lines(step)]
    end

    def other_lines(step)
      rest = step.reject { |key, _| %w[do actor frames].include?(key) }.values
      rest += step['frames'].to_a.first(3).map { |frame| JSON.generate(frame).slice(0, 120) }
      [step['do'], step['actor'], rest.join(' ')].compact.reject(&:empty?).join(' ')
    end

    def drawing(name)
      sequence = @run.sequence(name)
      return '' if sequence.nil? || sequence.rows.empty? || sequence.rows.size > ROWS_DRAWN_MAX

      "<figure class=\"run\">#{SequenceDrawing.new(sequence, name).svg}</figure>"
    end

    def provoked(name)
      ids = @run.requirements_of(name).sort_by { |id| [id[/[A-Z]+-\d/], id[/\d+/].to_i] }
      return '<p class="provoked">Not run for this page: it is for implementations that decline something.</p>' if ids.empty?

      "<p class=\"provoked\">Requirements: #{ids.map { |id| "<a href=\"##{id}\">#{id}</a>" }.join(' ')}</p>"
    end

    def escape(text)
      CGI.escapeHTML(text.to_s)
    end
  end
end
