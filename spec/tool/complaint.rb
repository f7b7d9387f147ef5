# frozen_string_literal: true

module TriwireSpec
  # How a check reports: an error in Asciidoctor's log, which fails the build.
  module Complaint
    include Asciidoctor::Logging

    # `where` is a cursor (file and line) or nil.
    def complain(document, where, text)
      Catalogue.of(document).unsound!
      logger.error message_with_context(text, source_location: where)
    end
  end
end
