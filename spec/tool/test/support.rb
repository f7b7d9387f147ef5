# frozen_string_literal: true

require 'asciidoctor'
require 'minitest/autorun'
require 'tmpdir'
require_relative '../triwire_spec'

SPEC = File.expand_path('../..', __dir__)

# What the build made of the prose: single.html (without runs) and requirements.json.
def made(name)
  path = File.join(ENV.fetch('SPEC_CHECKED'), name)
  raise "#{path} is not there. Run: cmake --build build/<preset> --target spec" unless File.exist?(path)

  File.read(path)
end

# The text of each chapter, by its file's name.
def chapters
  @chapters ||= Dir[File.join(SPEC, 'chapters/*.adoc')].to_h { |file| [File.basename(file), File.read(file)] }
end

# Converts a document as the build does. Gives every complaint, as [severity, text], and the
# catalogue's text (nil if none was written). The build fails on any complaint.
def convert(source, earlier)
  logger = Asciidoctor::MemoryLogger.new
  logger.level = Logger::Severity::INFO
  Asciidoctor::LoggerManager.logger = logger
  Dir.mktmpdir do |folder|
    catalogue = File.join(folder, 'requirements.json')
    attributes = { 'triwire-catalogue' => catalogue, 'triwire-earlier' => earlier }
    Asciidoctor.convert_file(source, to_file: File.join(folder, 'index.html'), safe: :unsafe, attributes: attributes)
    complaints = logger.messages.map { |each| [each[:severity], text_of(each[:message])] }
    [complaints, File.exist?(catalogue) ? File.read(catalogue) : nil]
  end
end

def text_of(message)
  message.is_a?(Hash) ? message[:text] : message
end
