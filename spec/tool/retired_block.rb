# frozen_string_literal: true

module TriwireSpec
  # An id that is out of use for ever:
  #
  #     [retired,TW-SYNC-99,by=TW-SYNC-101]
  #     What it said, and why it went.
  class RetiredBlock < Asciidoctor::Extensions::BlockProcessor
    include Complaint
    use_dsl
    named :retired
    on_contexts :paragraph
    parse_content_as :raw
    positional_attributes 'id'

    def process(parent, reader, attributes)
      where = parent.document.reader.cursor_at_mark
      id = attributes['id'].to_s
      catalogue = Catalogue.of(parent.document)
      complain(parent.document, where, "malformed requirement id '#{id}': expected TW-AREA-number") unless id.match?(ID)
      complain(parent.document, where, "#{id} is retired and in use") if catalogue.requirements.key?(id)
      complain(parent.document, where, "#{id} is retired twice") if catalogue.retired.key?(id)

      catalogue.retired[id] = Retired.new(id: id, by: attributes.fetch('by', ''), text: reader.lines.join(' '))
      block = create_open_block(parent, [], { 'id' => id, 'role' => 'retired', 'reftext' => id })
      successor = attributes['by'] ? " Replaced by <<#{attributes['by']}>>." : ''
      parse_content(block, "[.text]\n*#{id}* #{reader.lines.join(' ')}#{successor}".split("\n", -1))
      block
    end
  end
end
