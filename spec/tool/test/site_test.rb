# frozen_string_literal: true

require 'cgi'
require 'json'
require_relative 'support'

# The published pages: every link leads somewhere, every requirement has its place and its scenarios lead back to
# it, nothing is loaded from elsewhere, and every outcome is shown by a run.
class SiteTest < Minitest::Test
  SITE = ENV.fetch('SPEC_SITE')
  PAGES = Dir[File.join(SITE, '*.html')].to_h { |file| [File.basename(file), File.read(file)] }
  CATALOGUE = JSON.parse(made('requirements.json'))['requirements']

  def test_ids_are_unique
    repeated = PAGES.transform_values { |html| ids(html).tally.select { |_, count| count > 1 }.keys }

    assert_empty(repeated.reject { |_, found| found.empty? })
  end

  def test_links_lead_somewhere
    broken = PAGES.flat_map do |file, html|
      html.scan(/href="([^"]*)"/).flatten.uniq.reject { |address| leads_somewhere?(file, CGI.unescapeHTML(address)) }.map { |each| [file, each] }
    end

    assert_empty broken
  end

  def test_nothing_is_loaded_from_elsewhere
    PAGES.each do |file, html|
      loads = html.scan(/<(?:script|iframe|object|embed|img|video|audio|source)\b[^>]*>|@import|url\([^)]*\)|\ssrc(?:set)?=/)
      loads += html.scan(/<link\b[^>]*>/) - ['<link rel="stylesheet" href="style.css">']
      assert_empty loads, file
    end
    refute_match(/@import|url\(/, File.read(File.join(SITE, 'style.css')))
  end

  def test_every_requirement_is_on_one_chapter_and_on_the_single_page
    CATALOGUE.map { |each| each['id'] }.each do |id|
      assert_includes ids(PAGES['single.html']), id
      assert_equal 1, chapters_with(id).size, id
    end
  end

  def test_every_requirement_of_scenarios_leads_to_one_that_leads_back
    CATALOGUE.select { |each| each['verify'].include?('scenario') }.each do |each|
      block = PAGES[chapters_with(each['id']).first][/id="#{each['id']}".*?<\/details>/m].to_s
      scenarios = block.scan(/href="(scenarios-\w+\.html)#(scenario-[^"]+)"/)
      refute_empty scenarios, "#{each['id']} is shown by no scenario"
      scenarios.each do |page, anchor|
        assert_includes sections(page)[anchor], "##{each['id']}\"", "#{page}##{anchor}"
      end
    end
  end

  # Every outcome of the table is shown by a run, in some chapter.
  { 'send-sync.html' => %w[NO_REPLY NO_LISTENER DEADLINE_EXCEEDED DISCONNECTED returns],
    'limits.html' => %w[TOO_LARGE], 'outcomes.html' => %w[REFUSED OVERLOADED], 'wire.html' => ['return 1 cancelled'],
    'invoke.html' => %w[THROWN NO_REPLY NO_HANDLER UNCLONABLE DEADLINE_EXCEEDED DISCONNECTED fulfils] }.each do |page, outcomes|
    define_method("test_runs_show_the_outcomes_of_#{page[/[\w-]+/].tr('-', '_')}") do
      texts = PAGES[page].scan(/<svg class="sequence".*?<\/svg>/m).join.scan(/<text class="(?:returned|threw|settled|read)"[^>]*>([^<]*)/).flatten

      assert_empty(outcomes.reject { |outcome| texts.any? { |text| text.include?(outcome) } })
    end
  end

  def test_captions_are_whole
    captions = PAGES['single.html'].scan(%r{<figcaption>(.*?) <a }m).flatten

    assert_operator captions.size, :>, 25
    assert_empty(captions.reject { |caption| caption.end_with?('.') })
  end

  def test_every_figure_of_states_is_in_the_page
    assert_equal 4, PAGES['single.html'].scan(/<svg\b(?! class="sequence")/).size
  end

  private

  def ids(html)
    html.scan(/\sid="([^"]+)"/).flatten
  end

  def chapters_with(id)
    @pages_of ||= PAGES.except('single.html').each_with_object(Hash.new { |hash, key| hash[key] = [] }) do |(file, html), found|
      ids(html).each { |each| found[each] << file }
    end
    @pages_of[id]
  end

  # The scenarios of a page, by their anchors.
  def sections(page)
    (@sections ||= {})[page] ||= PAGES[page].scan(/<section class="scenario" id="([^"]+)">(.*?)<\/section>/m).to_h
  end

  # Only the page of implementations leads elsewhere.
  def leads_somewhere?(file, address)
    return file == 'implementations.html' if address.start_with?('https://')

    page, id = address.split('#', 2)
    return File.exist?(File.join(SITE, page)) || page == 'requirements.json' if id.nil?

    target = page.empty? ? file : page
    PAGES.key?(target) && (@ids ||= PAGES.transform_values { |html| ids(html) })[target].include?(id)
  end
end
