# frozen_string_literal: true

module TriwireSpec
  # Makes every block know its file and line, for the complaints.
  class SourceMap < Asciidoctor::Extensions::Preprocessor
    def process(document, reader)
      document.sourcemap = true
      reader
    end
  end

  # The checks that need the whole document; then the catalogue is written, if nothing complained.
  class ProseCheck < Asciidoctor::Extensions::TreeProcessor
    include Complaint
    use_dsl

    EXEMPT = %w[req informative intent retired].freeze

    def process(document)
      check_calls(document)
      check_words(document)
      check_informative(document)
      check_history(document)
      write(document)
      document
    end

    private

    def check_calls(document)
      algorithms = Catalogue.of(document).algorithms
      algorithms.each_value do |algorithm|
        algorithm.calls.each do |call|
          callee = algorithms[call.name]
          next complain(document, algorithm.where, "#{algorithm.name}: there is no algorithm #{call.name}") unless callee
          next if callee.parameters.size == call.arity

          complain(document, algorithm.where,
                   "#{algorithm.name}: #{call.name} takes #{callee.parameters.size} arguments, given #{call.arity}")
        end
      end
    end

    # Key words are in requirements and nowhere else; their small-letter look-alikes are nowhere.
    def check_words(document)
      document.find_by(traverse_documents: true) { |block| text_of(block) }.each do |block|
        next if exempt?(block)

        text = text_of(block)
        word = text[KEYWORD] || text[ALMOST_KEYWORD]
        complain(document, place_of(block), "'#{word}' outside a requirement: #{excerpt(text, word)}") if word
      end
    end

    def check_informative(document)
      document.find_by(role: 'req').each do |block|
        complain(document, place_of(block), "#{block.id} is in an informative part") if within?(block.parent, ['informative'])
      end
    end

    def text_of(block)
      case block.context
      when :paragraph then block.lines.join(' ')
      when :list_item then block.instance_variable_get(:@text)
      when :table_cell then block.instance_variable_get(:@text)
      end
    end

    def exempt?(block)
      within?(block, EXEMPT) || block.context == :admonition
    end

    def within?(block, roles)
      until block.nil? || block.context == :document
        return true if block.context == :admonition
        return true if block.respond_to?(:roles) && !(block.roles & roles).empty?

        block = block.parent
      end
      false
    end

    def place_of(block)
      block = block.parent until block.nil? || (block.respond_to?(:source_location) && block.source_location)
      block&.source_location
    end

    def excerpt(text, word)
      text[[text.index(word) - 20, 0].max, 60]
    end

    def check_history(document)
      earlier = document.attr('triwire-earlier')
      return unless earlier && File.exist?(earlier)

      catalogue = Catalogue.of(document)
      json = File.read(earlier)
      catalogue.vanished_since(json).each { |id| complain(document, nil, "#{id} has vanished: retire it (see the annex of changes)") }
      catalogue.revived_since(json).each { |id| complain(document, nil, "#{id} was retired and is in use again") }
    end

    def write(document)
      path = document.attr('triwire-catalogue')
      catalogue = Catalogue.of(document)
      return if path.nil? || !catalogue.sound?

      File.write(path, catalogue.to_json_text(document.attr('revnumber', '0')))
    end
  end
end
