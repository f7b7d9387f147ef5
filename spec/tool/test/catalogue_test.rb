# frozen_string_literal: true

require_relative 'support'

# The catalogue that is checked in is the one that the prose gives.
class CatalogueTest < Minitest::Test
  def test_catalogue_is_that_of_the_prose
    assert made('requirements.json') == File.read(File.join(SPEC, 'requirements.json')),
           "spec/requirements.json is not what the prose says.\n" \
           "Run: cmake --build build/<preset> --target spec_catalogue\n" \
           'Then look at each changed digest: its check was written against the other wording.'
  end
end
