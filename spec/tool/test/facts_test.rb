# frozen_string_literal: true

require 'json'
require_relative 'support'

# What the annexes promise to be complete about is complete: every fact of facts.txt is decided about, every
# edge case and every common statement leads to requirements.
class FactsTest < Minitest::Test
  FACTS = File.readlines(File.join(SPEC, 'facts.txt'), chomp: true)
  ENTRY = /^\[\[(E-[A-Z]+-\d+),\1\]\]\1:: .+\n\[\.(here|left)\]#(?:Here|Left out): (.+)\#$/

  def test_each_fact_has_one_entry
    assert_operator FACTS.size, :>, 200
    assert_equal FACTS.sort, entries.map(&:first).sort
  end

  def test_what_is_here_says_where
    decided = entries.select { |_, role, _| role == 'here' }

    assert_empty(decided.reject { |_, _, text| text.include?('<<') }.map(&:first))
    assert_operator decided.count { |_, _, text| text.include?('<<TW-') }, :>, decided.size * 3 / 4
  end

  def test_what_is_left_out_says_why
    left = entries.select { |_, role, _| role == 'left' }

    assert_empty(left.select { |_, _, text| text.size < 10 }.map(&:first))
    assert_operator left.size, :<, entries.size / 4
  end

  def test_no_fact_is_cited_that_is_not_there
    cited = chapters.values.join.scan(/<<(E-[A-Z]+-\d+)>>/).flatten.uniq

    assert_empty cited - FACTS
  end

  def test_each_common_statement_leads_to_requirements
    rows = chapters['a_origin.adoc'].scan(/^\|(?:send|sendSync|invoke) \|.*/)

    assert_equal 9, rows.size
    assert_empty(rows.reject { |row| row.include?('<<TW-') })
  end

  def test_each_edge_case_leads_to_facts_and_requirements
    rows = chapters['b_edge_cases.adoc'].scan(/^\|(?!===|In Electron).*/)

    assert_equal 16, rows.size
    assert_empty(rows.reject { |row| row.match?(/<<E-/) && row.match?(/<<TW-/) })
  end

  private

  def entries
    chapters['c_electron.adoc'].scan(ENTRY)
  end
end
