# frozen_string_literal: true

require_relative 'support'

# Each file of fixtures/ has one mistake and says in its first line what the build answers:
#
#     // expect: part of the message
#
# sound.adoc has none and gives a catalogue.
class FaultsTest < Minitest::Test
  FIXTURES = Dir[File.join(__dir__, 'fixtures/*.adoc')].sort

  (FIXTURES - [File.join(__dir__, 'fixtures/sound.adoc')]).each do |fixture|
    define_method("test_#{File.basename(fixture, '.adoc')}") do
      expected = File.open(fixture, &:readline)[%r{\A// expect: (.+)}, 1]
      sound, log, catalogue = build_spec(fixture, 'triwire-earlier' => File.join(__dir__, 'fixtures/earlier.json'))

      refute sound, "the build accepted #{fixture}"
      assert_includes log, expected
      assert_operator log.lines.grep(/asciidoctor: ERROR/).size, :<=, 1, log
      assert_nil catalogue, 'a catalogue was written all the same' if log.include?('ERROR')
    end
  end

  def test_sound
    sound, log, catalogue = build_spec(File.join(__dir__, 'fixtures/sound.adoc'),
                                       'triwire-earlier' => File.join(__dir__, 'fixtures/earlier.json'))

    assert sound, log
    assert_equal File.read(File.join(__dir__, 'fixtures/sound.json')), catalogue
  end

  def test_there_are_fixtures
    assert_operator FIXTURES.size, :>, 15
  end
end
