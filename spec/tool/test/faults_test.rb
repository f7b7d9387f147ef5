# frozen_string_literal: true

require_relative 'support'

# Each file of fixtures/ has one mistake and says in its first line what the build answers:
#
#     // expect: part of the message
#
# sound.adoc has none and gives a catalogue.
class FaultsTest < Minitest::Test
  FOLDER = File.join(__dir__, 'fixtures')
  SOUND = File.join(FOLDER, 'sound.adoc')
  EARLIER = File.join(FOLDER, 'earlier.json')
  FAULTY = Dir[File.join(FOLDER, '*.adoc')].sort - [SOUND]

  FAULTY.each do |fixture|
    define_method("test_#{File.basename(fixture, '.adoc')}") do
      expected = File.open(fixture, &:readline)[%r{\A// expect: (.+)}, 1]
      complaints, catalogue = convert(fixture, EARLIER)

      assert complaints.any? { |_, text| text.include?(expected) }, "expected '#{expected}', got #{complaints}"
      errors = complaints.count { |severity, _| severity == :ERROR }
      assert_operator errors, :<=, 1, "one mistake, several errors: #{complaints}"
      assert_nil catalogue, 'a catalogue was written all the same' if errors.positive?
    end
  end

  def test_sound
    complaints, catalogue = convert(SOUND, EARLIER)

    assert_empty complaints
    assert_equal File.read(File.join(FOLDER, 'sound.json')), catalogue
  end

  def test_there_are_fixtures
    assert_operator FAULTY.size, :>=, 30
  end
end
