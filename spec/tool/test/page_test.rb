# frozen_string_literal: true

require 'json'
require_relative 'support'

# The page by itself: every link leads somewhere, every requirement has its place, nothing is loaded.
class PageTest < Minitest::Test
  def setup
    @page = made('index.html')
    @ids = @page.scan(/\sid="([^"]+)"/).flatten
  end

  def test_ids_are_unique
    assert_empty @ids.tally.select { |_, count| count > 1 }.keys
  end

  def test_links_lead_to_an_id
    assert_empty @page.scan(/href="#([^"]*)"/).flatten.uniq - @ids
  end

  def test_links_stay_in_the_page
    assert_empty @page.scan(/href="([^#"][^"]*)"/).flatten
  end

  def test_every_requirement_has_an_anchor
    catalogue = JSON.parse(made('requirements.json'))['requirements'].map { |each| each['id'] }

    refute_empty catalogue
    assert_empty catalogue - @ids
  end

  def test_nothing_is_loaded
    loads = @page.scan(/<(?:script|link|iframe|object|embed|img|video|audio|source)\b[^>]*>|@import|url\([^)]*\)|\ssrc(?:set)?=/)

    assert_empty loads
  end

  def test_figures_are_in_the_page
    assert_equal 4, @page.scan(/<svg\b/).size
  end
end
