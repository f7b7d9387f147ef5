# frozen_string_literal: true

require 'json'
require_relative 'support'

# The table of profiles has every point at which they differ: each requirement of one profile, or of some
# versions, stands in it. Those of the wire are one row together.
class ProfilesTest < Minitest::Test
  def test_each_difference_is_in_the_table
    table = chapters['19_profiles.adoc'][/^\|Situation.*?^\|===/m]
    differing = JSON.parse(made('requirements.json'))['requirements'].select do |each|
      each['profiles'].size == 1 || !each['versions'].empty?
    end
    ids = differing.map { |each| each['id'] }.reject { |id| id.start_with?('TW-WIRE-') }

    refute_empty ids
    assert_empty(ids.reject { |id| table.include?("<<#{id}>>") })
  end

  def test_versions_are_named_in_the_table
    table = chapters['19_profiles.adoc'][/^\|Situation.*?^\|===/m]
    rows = table.split("\n\n")
    versioned = JSON.parse(made('requirements.json'))['requirements'].reject { |each| each['versions'].empty? }

    refute_empty versioned
    assert_empty(versioned.reject do |each|
      row = rows.find { |text| text.include?("<<#{each['id']}>>") }
      each['versions'].scan(/\d+/).all? { |number| row&.match?(/version #{number}|to #{number}/) }
    end.map { |each| each['id'] })
  end
end
