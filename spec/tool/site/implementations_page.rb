# frozen_string_literal: true

require 'cgi'
require_relative 'page'

module TriwireSpec
  # What implementations keep of each group of requirements, and what each is known to do otherwise.
  class ImplementationsPage
    FILE = 'implementations.html'
    TITLE = 'Implementations'

    # `data` is conformance/implementations.json, `catalogue` the requirements.
    def initialize(data, catalogue)
      @data = data
      @subjects = data['subjects']
      @first = catalogue.group_by { |each| group_of(each['id']) }.transform_values { |members| members.first['id'] }
      @groups = @first.keys.select { |group| @subjects.any? { |each| ran(each, group).positive? } }
    end

    def page
      Page.new(file: FILE, title: TITLE, html: <<~HTML)
        <h1>#{TITLE}</h1>
        <p class="lead">What the conformance suite found when it ran these implementations.</p>
        <p>Run on #{@data['ended'][0, 10]} by version #{@data['suite']} of the suite on #{@data['system']}, against version
        #{@data['specification']} of this text. A cell says how many requirements of a group passed, of how many ran. What an
        implementation does not offer did not run, and is not held against it. Most of these
        do not set out to be Electron.</p>
        <table class="tableblock implementations">
        <thead><tr><th>Implementation</th><th>Profile</th>#{@groups.map { |group| "<th><a href=\"##{@first[group]}\">#{group}</a></th>" }.join}</tr></thead>
        <tbody>#{@subjects.map { |each| row(each) }.join("\n")}</tbody></table>
        <h2 id="deviations">What is otherwise, and why</h2>
        #{@subjects.select { |each| each['deviations'].any? }.map { |each| deviations(each) }.join("\n")}
      HTML
    end

    private

    def group_of(id)
      id[/TW-([A-Z]+)-/, 1]
    end

    def ran(subject, group)
      subject['groups'].dig(group, 'ran').to_i
    end

    def row(subject)
      known = subject['deviations'].any? ? "<a href=\"##{anchor(subject)}\">#{escape(name(subject))}</a>" : escape(name(subject))
      "<tr><th scope=\"row\">#{known} #{escape(subject['version'])}</th><td>#{subject['profile']}</td>#{@groups.map { |group| cell(subject, group) }.join}</tr>"
    end

    def cell(subject, group)
      of = ran(subject, group)
      return '<td class="none">–</td>' if of.zero?

      passed = subject['groups'][group]['passed']
      passed == of ? "<td class=\"all\">#{of}</td>" : "<td class=\"some\">#{passed}/#{of}</td>"
    end

    def deviations(subject)
      items = subject['deviations'].map do |each|
        id = each['requirement']
        "<li><a href=\"##{id}\">#{id}</a> #{escape(each['reason'])}</li>"
      end
      "<h3 id=\"#{anchor(subject)}\">#{title(subject)}</h3>\n<ul>#{items.join("\n")}</ul>"
    end

    # Two subjects may be one implementation.
    def name(subject)
      same = @subjects.count { |each| each['name'] == subject['name'] } > 1
      same ? subject['subject'] : subject['name']
    end

    def title(subject)
      url = subject['url'].to_s.delete_prefix('git+').delete_suffix('.git')
      text = "#{escape(name(subject))} #{escape(subject['version'])}"
      url.start_with?('https://') ? "<a href=\"#{escape(url)}\">#{text}</a>" : text
    end

    def anchor(subject)
      "implementation-#{subject['subject'].downcase.gsub(/[^a-z0-9]+/, '-')}"
    end

    def escape(text)
      CGI.escapeHTML(text.to_s)
    end
  end
end
