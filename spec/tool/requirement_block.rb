# frozen_string_literal: true

module TriwireSpec
  ID = /\ATW-[A-Z]{2,8}-[1-9][0-9]*\z/
  ROLES = %w[main renderer link adapter runner].freeze
  PROFILES = %w[strict electron].freeze
  # scenario: the conformance suite; test: tests of the reference implementation and of the runner;
  # schema: the schema leaves no way to break it; inspection: people, with the reason why.
  VERIFICATIONS = %w[scenario test schema inspection].freeze
  VERSIONS = /\A[0-9]+(?:\+|-[0-9]+)\z/

  # A requirement:
  #
  #     [req%liveness,TW-SYNC-9,of=main,profile=electron,versions=12+]
  #     One sentence with exactly one key word.
  #
  # `verify` is a list of VERIFICATIONS (default scenario), `profile` one of PROFILES (default all),
  # `versions` Electron's major versions ("12+", "9-39"; default all), `reason` says why an
  # inspection; `%liveness` says that something must happen, not that something must not.
  class RequirementBlock < Asciidoctor::Extensions::BlockProcessor
    include Complaint
    use_dsl
    named :req
    on_contexts :paragraph, :open
    parse_content_as :raw
    positional_attributes 'id'

    KNOWN = %w[id of verify profile versions reason since].freeze

    def process(parent, reader, attributes)
      where = parent.document.reader.cursor_at_mark
      requirement = read(parent, reader.lines, attributes)
      check(parent.document, where, requirement, attributes)
      Catalogue.of(parent.document).requirements[requirement.id] ||= requirement
      render(parent, requirement)
    end

    private

    def read(parent, lines, attributes)
      text = lines.join(' ').gsub(/\s+/, ' ').strip
      section = enclosing_section(parent)
      Requirement.new(
        id: attributes['id'].to_s, keyword: text[KEYWORD].to_s, role: attributes['of'].to_s,
        verify: attributes.fetch('verify', 'scenario').split, reason: attributes.fetch('reason', ''),
        profiles: attributes.fetch('profile', PROFILES.join(' ')).split, versions: attributes.fetch('versions', ''),
        liveness: attributes.key?('liveness-option'), section: section&.id.to_s,
        section_title: section&.title.to_s, since: attributes.fetch('since', '0.1'), text: text
      )
    end

    def enclosing_section(block)
      block = block.parent until block.context == :section || block.context == :document
      block.context == :section ? block : nil
    end

    def check(document, where, requirement, attributes)
      faults(Catalogue.of(document), requirement, attributes).each { |fault| complain(document, where, fault) }
    end

    def faults(catalogue, requirement, attributes)
      id = requirement.id
      return ["malformed requirement id '#{id}': expected TW-AREA-number"] unless id.match?(ID)

      faults = []
      faults << "requirement #{id} is declared twice" if catalogue.requirements.key?(id)
      faults << "#{id} is retired: take the next number" if catalogue.retired.key?(id)
      faults + keyword_faults(requirement) + attribute_faults(requirement, attributes)
    end

    def keyword_faults(requirement)
      keywords = requirement.text.scan(KEYWORD)
      if keywords.size != 1
        return ["#{requirement.id} needs exactly one key word of BCP 14, has #{keywords.size}"]
      end
      return [] if USED_KEYWORDS.include?(keywords.first)

      ["#{requirement.id} says #{keywords.first}: this document uses #{USED_KEYWORDS.join(', ')}"]
    end

    def attribute_faults(requirement, attributes)
      id = requirement.id
      unknown = attributes.keys.grep(String).reject { |name| KNOWN.include?(name) || name.match?(/option|style|cloaked-context/) }
      faults = unknown.map { |name| "#{id} has an unknown attribute '#{name}'" }
      faults << "#{id}: 'of' is one of #{ROLES.join(', ')}" unless ROLES.include?(requirement.role)
      faults << unknown_word(id, 'verify', VERIFICATIONS) unless words_of?(requirement.verify, VERIFICATIONS)
      faults << unknown_word(id, 'profile', PROFILES) unless words_of?(requirement.profiles, PROFILES)
      faults << "#{id}: an inspection needs a reason" if requirement.verify.include?('inspection') && requirement.reason.empty?
      faults + version_faults(requirement)
    end

    def version_faults(requirement)
      return [] if requirement.versions.empty?
      return ["#{requirement.id}: versions without the electron profile"] unless requirement.profiles.include?('electron')
      return [] if requirement.versions.match?(VERSIONS)

      ["#{requirement.id}: versions are written 12+ or 9-39"]
    end

    def words_of?(words, vocabulary)
      !words.empty? && (words - vocabulary).empty?
    end

    def unknown_word(id, attribute, vocabulary)
      "#{id}: '#{attribute}' is made of #{vocabulary.join(', ')}"
    end

    def render(parent, requirement)
      roles = ['req', requirement.keyword.downcase.tr(' ', '-')].join(' ')
      block = create_open_block(parent, [], { 'id' => requirement.id, 'role' => roles, 'reftext' => requirement.id })
      source = ["[.head]\n<<#{requirement.id},#{requirement.id}>> #{badges(requirement)}",
                "[.text]\n#{requirement.text.sub(KEYWORD) { |word| "[.keyword]##{word}#" }}"]
      source << "[.reason]\nChecked by people: #{requirement.reason}" unless requirement.reason.empty?
      parse_content(block, source.join("\n\n").split("\n", -1))
      evidence = RecordedRun.current&.scenarios_of(requirement.id).to_a
      block << create_pass_block(block, ScenarioLinks.html(evidence), {}) unless evidence.empty?
      block
    end

    def badges(requirement)
      words = [requirement.role]
      words << requirement.profiles.first if requirement.profiles.size == 1
      words << "Electron #{requirement.versions}" unless requirement.versions.empty?
      words << 'liveness' if requirement.liveness
      words += requirement.verify - ['scenario']
      words.map { |word| "[.badge]##{word}#" }.join(' ')
    end
  end
end
