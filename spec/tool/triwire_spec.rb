# frozen_string_literal: true

# The Asciidoctor extension of this specification: requirements and algorithms are data, and a
# mistake in either fails the build. With RecordedRun.current set it draws runs and links scenarios. Attributes it reads:
#
#   triwire-catalogue   the JSON file to write
#   triwire-earlier     the JSON file of before, to notice ids that vanish or come back
require 'asciidoctor/extensions'
require_relative 'catalogue'
require_relative 'complaint'
require_relative 'keywords'
require_relative 'requirement_block'
require_relative 'retired_block'
require_relative 'algorithm_block'
require_relative 'requirement_table'
require_relative 'prose_check'
require_relative 'run_diagram'
require_relative 'site/recorded_run'
require_relative 'site/scenario_links'

Asciidoctor::Extensions.register do
  preprocessor TriwireSpec::SourceMap
  block TriwireSpec::RequirementBlock
  block TriwireSpec::RetiredBlock
  block TriwireSpec::AlgorithmBlock
  block_macro TriwireSpec::RequirementTable
  block_macro TriwireSpec::RunDiagram
  tree_processor TriwireSpec::ProseCheck
end
