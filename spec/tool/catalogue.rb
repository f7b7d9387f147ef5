# frozen_string_literal: true

require 'digest'
require 'json'

module TriwireSpec
  # One normative sentence, as the prose states it.
  Requirement = Struct.new(
    :id, :keyword, :role, :verify, :reason, :profiles, :versions, :liveness,
    :section, :section_title, :since, :text, keyword_init: true
  ) do
    # Names the wording: a check that cites another digest was written against another text.
    def digest
      Digest::SHA256.hexdigest(text)[0, 12]
    end

    def to_json_object
      { id: id, keyword: keyword, role: role, verify: verify, reason: reason, profiles: profiles,
        versions: versions, liveness: liveness, section: section, sectionTitle: section_title,
        since: since, text: text, digest: digest }
    end
  end

  # An id that no requirement has any more, and the one that took its place (or none).
  Retired = Struct.new(:id, :by, :text, keyword_init: true)

  # Everything the document declares: what the blocks collect and the checks and tables read.
  class Catalogue
    attr_reader :requirements, :retired, :algorithms

    # The one catalogue of a document; the nested documents of table cells share it.
    def self.of(document)
      document.catalog[:triwire] ||= new
    end

    def initialize
      @requirements = {}
      @retired = {}
      @algorithms = {}
      @sound = true
    end

    # Whether no check has complained: an unsound catalogue is not written.
    def sound?
      @sound
    end

    def unsound!
      @sound = false
    end

    # One line for each member, so that a review shows what changed in which requirement.
    def to_json_text(version)
      <<~JSON
        {
          "version": #{JSON.generate(version)},
          "requirements": [
        #{requirements.values.map { |each| object_text(each.to_json_object) }.join(",\n")}
          ],
          "retired": [
        #{retired.values.map { |each| object_text({ id: each.id, by: each.by }) }.join(",\n")}
          ]
        }
      JSON
    end

    # Ids of an earlier catalogue (its JSON text) that are neither requirements nor retired here.
    def vanished_since(earlier)
      before = JSON.parse(earlier)
      ids = (before['requirements'] + before.fetch('retired', [])).map { |each| each['id'] }
      ids.reject { |id| requirements.key?(id) || retired.key?(id) }
    end

    # Ids that an earlier catalogue had retired and that are requirements here.
    def revived_since(earlier)
      JSON.parse(earlier).fetch('retired', []).map { |each| each['id'] }.select { |id| requirements.key?(id) }
    end

    private

    def object_text(object)
      members = object.map { |name, value| "      \"#{name}\": #{JSON.generate(value)}" }
      "    {\n#{members.join(",\n")}\n    }"
    end
  end
end
