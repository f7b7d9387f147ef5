# frozen_string_literal: true

require 'cgi'

module TriwireSpec
  # One page of the site: a file's name, a title, and HTML for its middle.
  Page = Struct.new(:file, :title, :html, :sections, keyword_init: true) do
    def ids
      html.scan(/\sid="([^"]+)"/).flatten
    end
  end

  # Puts a page's middle between what all pages have: the bar, the contents, the way on and back.
  class PageFrame
    # `chapters` are the pages in reading order, `others` those beside the text: [file, title].
    def initialize(title, version, chapters, others)
      @title = title
      @version = version
      @chapters = chapters
      @others = others
    end

    def html(page)
      <<~HTML
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>#{CGI.escapeHTML(page.title)}#{" – #{@title}" unless page.title == @title}</title>
        <link rel="stylesheet" href="style.css">
        </head>
        <body class="site toc-left">
        <a class="skip" href="#content">To the text</a>
        <header class="bar"><a class="name" href="index.html">Triwire <span>#{@version}</span></a><a class="to-contents" href="#toc">Contents</a></header>
        <main id="content">
        #{page.html}
        #{onward(page)}
        </main>
        <nav id="toc" class="toc" aria-label="Contents">
        <a class="name" href="index.html">Triwire <span>#{@version}</span></a>
        <ul>#{@chapters.map { |each| entry(each, page) }.join("\n")}</ul>
        <p class="beside">Beside the text</p>
        <ul>#{@others.map { |file, title| link(file, title, page.file == file) }.join("\n")}</ul>
        </nav>
        </body>
        </html>
      HTML
    end

    private

    def entry(chapter, page)
      here = chapter.file == page.file
      return "<li>#{anchor(chapter.file, chapter.title, here)}</li>" unless here && chapter.sections.to_a.any?

      inner = chapter.sections.map { |id, title| "<li><a href=\"##{id}\">#{title}</a></li>" }
      "<li>#{anchor(chapter.file, chapter.title, here)}<ul>#{inner.join}</ul></li>"
    end

    def link(file, title, here)
      "<li>#{anchor(file, title, here)}</li>"
    end

    def anchor(file, title, here)
      "<a href=\"#{file}\"#{' aria-current="page"' if here}>#{title}</a>"
    end

    def onward(page)
      at = @chapters.index { |each| each.file == page.file }
      return '' unless at

      back = at.positive? ? "<a rel=\"prev\" href=\"#{@chapters[at - 1].file}\">← #{@chapters[at - 1].title}</a>" : '<span></span>'
      forth = @chapters[at + 1] ? "<a rel=\"next\" href=\"#{@chapters[at + 1].file}\">#{@chapters[at + 1].title} →</a>" : ''
      "<div class=\"onward\">#{back}#{forth}</div>"
    end
  end
end
