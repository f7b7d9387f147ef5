#!/usr/bin/env ruby
# frozen_string_literal: true

# Makes the published form of the specification: pages, scenarios, diagrams drawn from recorded runs.
# Complaints of the extension or of Asciidoctor end it with exit code 1 and the complaints.

require 'asciidoctor'
require 'json'
require 'open3'
require 'optparse'
require_relative 'triwire_spec'
require_relative 'site/site'

SPEC = File.expand_path('..', __dir__)
DOCUMENT = File.join(SPEC, 'triwire.adoc')
IMPLEMENTATIONS = File.join(SPEC, '../conformance/implementations.json')
STYLE = File.join(SPEC, 'style/triwire.css')

options = { reports: [], beside: [] }
OptionParser.new do |parser|
  parser.banner = "usage: make_site.rb --out DIR --figures DIR --triwire PROGRAM --report FILE…\n" \
                  'example: make_site.rb --out site --figures figures --triwire bin/triwire --report run/report.jsonl'
  parser.on('--out DIR', 'where the site goes') { |path| options[:out] = path }
  parser.on('--figures DIR', 'where the figures of states are, as SVG') { |path| options[:figures] = path }
  parser.on('--triwire PROGRAM', 'the conformance suite, asked for its scenarios') { |path| options[:triwire] = path }
  parser.on('--report FILE', 'a report.jsonl of `triwire run`; again for another') { |path| options[:reports] << path }
  parser.on('--beside DIR', 'a folder with an index.html, to be taken along if it is there') { |path| options[:beside] << path }
end.parse!
missing = %i[out figures triwire].reject { |name| options[name] }
abort "make_site.rb: --#{missing.first} is missing" unless missing.empty?
abort 'make_site.rb: --report is missing' if options[:reports].empty?

logger = Asciidoctor::MemoryLogger.new
logger.level = Logger::Severity::INFO
Asciidoctor::LoggerManager.logger = logger
run = TriwireSpec::RecordedRun.current = TriwireSpec::RecordedRun.new(options[:reports])
attributes = { 'reproducible' => '', 'imagesdir' => File.expand_path(options[:figures]), 'stylesheet' => STYLE }

single = Asciidoctor.convert_file(DOCUMENT, to_file: false, standalone: true, safe: :unsafe, attributes: attributes)
document = Asciidoctor.load_file(DOCUMENT, safe: :unsafe, attributes: attributes)
listed, status = Open3.capture2(options[:triwire], 'list', '--json')
abort "make_site.rb: #{options[:triwire]} list failed" unless status.success?
scenarios = TriwireSpec::ScenarioPages.new(JSON.parse(listed, max_nesting: false)['scenarios'], run)
catalogue = JSON.parse(File.read(File.join(SPEC, 'requirements.json')))['requirements']
implementations = TriwireSpec::ImplementationsPage.new(JSON.parse(File.read(IMPLEMENTATIONS)), catalogue)
FileUtils.rm_rf(options[:out])
TriwireSpec::Site.new(document, single, [*scenarios.pages, implementations.page], options[:beside]).write(options[:out], STYLE)

complaints = logger.messages.map { |each| each[:message].is_a?(Hash) ? each[:message].values.join(' ') : each[:message] }
abort complaints.uniq.join("\n") unless complaints.empty?
