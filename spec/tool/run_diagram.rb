# frozen_string_literal: true

require_relative 'site/recorded_run'
require_relative 'site/scenario_links'
require_relative 'site/sequence_drawing'

module TriwireSpec
  # run::sync/undefined[Caption]: the sequence diagram of what the conformance suite recorded for that scenario.
  # Nothing of it is drawn by hand. Without a recorded run (the check of the prose alone) there is only the caption.
  class RunDiagram < Asciidoctor::Extensions::BlockMacroProcessor
    include Complaint
    use_dsl
    named :run
    parse_content_as :text # Commas and all.

    def process(parent, target, attributes)
      caption = attributes['text'].to_s
      complain(parent.document, nil, "run::#{target} has no caption") if caption.empty?
      container = create_open_block(parent, [], { 'role' => 'informative run', 'id' => "run-#{target.tr('/', '-')}" })
      container << create_pass_block(container, html(parent.document, target, caption), {})
      container
    end

    private

    def html(document, scenario, caption)
      run = RecordedRun.current
      text = document.sub_quotes(document.sub_specialchars(caption))
      return "<p class=\"title\">#{text}</p>" unless run

      sequence = run.sequence(scenario)
      unless sequence
        complain(document, nil, "run::#{scenario}: no such scenario was run")
        return ''
      end
      "<figure>#{SequenceDrawing.new(sequence, caption).svg}<figcaption>#{text} " \
        "<a href=\"#{ScenarioLinks.address(scenario)}\">#{scenario}</a></figcaption></figure>"
    end
  end
end
