# frozen_string_literal: true

require 'json'
require_relative 'support'

# Every requirement that tests decide is cited by a test of the reference implementation or of the suite.
class EvidenceTest < Minitest::Test
  ROOT = File.expand_path('..', SPEC)

  def test_requirements_decided_by_tests_are_cited_there
    tests = Dir[File.join(ROOT, '{reference_impl,conformance}/**/*_test.cc')].map { |file| File.read(file) }.join("\n")
    cited = tests.scan(/TW-[A-Z]+-[0-9]+/).uniq
    decided = JSON.parse(made('requirements.json'))['requirements'].select { |each| each['verify'].include?('test') }

    refute_empty decided
    assert_empty decided.map { |each| each['id'] } - cited
  end
end
