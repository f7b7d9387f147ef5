# frozen_string_literal: true

require_relative 'support'

# The catalogue that is checked in is the one that the prose gives.
class CatalogueTest < Minitest::Test
  CHECKED_IN = File.join(SPEC, 'requirements.json')

  def test_catalogue_is_that_of_the_prose
    sound, log, catalogue = build_spec(File.join(SPEC, 'triwire.adoc'), 'triwire-earlier' => CHECKED_IN)

    assert sound, log
    assert catalogue == File.read(CHECKED_IN),
           "spec/requirements.json is not what the prose says.\n" \
           "Run: cmake --build build/<preset> --target spec_catalogue\n" \
           'Then look at each changed digest: its check was written against the other wording.'
  end
end
