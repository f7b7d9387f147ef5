# frozen_string_literal: true

require 'minitest/autorun'
require 'open3'
require 'tmpdir'

SPEC = File.expand_path('../..', __dir__)

# Runs Asciidoctor as the build does. Gives its status, its complaints and the catalogue (or nil).
def build_spec(source, attributes = {})
  Dir.mktmpdir do |folder|
    catalogue = File.join(folder, 'requirements.json')
    settings = { 'reproducible' => '', 'triwire-catalogue' => catalogue }.merge(attributes)
    options = settings.flat_map { |name, value| ['--attribute', "#{name}=#{value}"] }
    log, status = Open3.capture2e(
      'asciidoctor', '--verbose', '--failure-level=INFO', '--require', File.join(SPEC, 'tool/triwire_spec.rb'),
      *options, '--out-file', File.join(folder, 'index.html'), source
    )
    [status.success?, log, File.exist?(catalogue) ? File.read(catalogue) : nil]
  end
end
