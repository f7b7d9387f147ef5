# frozen_string_literal: true

require 'fileutils'
require_relative 'implementations_page'
require_relative 'page'
require_relative 'scenario_pages'

module TriwireSpec
  # The published form: a page for each chapter, the scenarios, the text on a single page, and one style sheet.
  class Site
    # `document` is loaded, `single` the text of its one-page form; `beside` are folders with an index.html.
    def initialize(document, single, scenario_pages, beside)
      @document = document
      @single = single
      @scenario_pages = scenario_pages
      @beside = beside.select { |folder| File.exist?(File.join(folder, 'index.html')) }
    end

    def write(out, style)
      FileUtils.mkdir_p(out)
      chapters = [front, *@document.sections.map { |section| chapter(section) }]
      pages = [*chapters, *@scenario_pages]
      places = pages.flat_map { |page| page.ids.map { |id| [id, page.file] } }.to_h
      frame = PageFrame.new(@document.doctitle, @document.attr('revnumber'), chapters, others)
      pages.each { |page| File.write(File.join(out, page.file), linked(frame.html(page), page.file, places)) }
      File.write(File.join(out, 'single.html'), linked(@single, nil, {}))
      FileUtils.cp(style, File.join(out, 'style.css'))
      @beside.each { |folder| FileUtils.cp_r(folder, out) }
    end

    private

    # A link inside the document becomes one to the page that has its place.
    def linked(html, file, places)
      html.gsub(/href="#([^"]+)"/) do
        page = places[Regexp.last_match(1)]
        page.nil? || page == file ? Regexp.last_match(0) : "href=\"#{page}##{Regexp.last_match(1)}\""
      end
    end

    def chapter(section)
      Page.new(file: "#{section.id}.html", title: heading(section), html: section.convert,
               sections: section.sections.map { |each| [each.id, heading(each)] })
    end

    # With its number or letter.
    def heading(section)
      number = section.numbered ? "#{section.sectnum('.')} " : ''
      number = "#{section.caption.to_s[/\w+(?=:)/]}. " if section.sectname == 'appendix'
      "#{number.lstrip}#{section.title}"
    end

    def front
      lead = @document.blocks.find { |block| block.context == :preamble }
      rows = @document.sections.map { |section| "<li><a href=\"#{section.id}.html\">#{heading(section)}</a></li>" }
      Page.new(file: 'index.html', title: 'Contents', html: <<~HTML)
        <h1>#{@document.doctitle}</h1>
        <p class="details">Version #{@document.attr('revnumber')}</p>
        #{lead&.convert}
        <ul class="chapters">#{rows.join("\n")}</ul>
      HTML
    end

    def others
      [['single.html', 'All on one page'], ['scenarios.html', 'Scenarios'],
       [ImplementationsPage::FILE, ImplementationsPage::TITLE], ['requirements.json', 'Requirements, as data'],
       *@beside.map { |folder| ["#{File.basename(folder)}/index.html", title_of(folder)] }]
    end

    def title_of(folder)
      File.read(File.join(folder, 'index.html'))[%r{<title>(.*?)</title>}m, 1] || File.basename(folder)
    end
  end
end
