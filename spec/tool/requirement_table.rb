# frozen_string_literal: true

module TriwireSpec
  # requirement_table::all[], requirement_table::one_profile[] or requirement_table::inspection[]: the
  # requirements declared so far, as a table. It belongs behind the last of them.
  class RequirementTable < Asciidoctor::Extensions::BlockMacroProcessor
    include Complaint
    use_dsl
    named :requirement_table

    CHOICES = {
      'all' => ->(_) { true },
      'one_profile' => ->(each) { each.profiles.size == 1 || !each.versions.empty? },
      'inspection' => ->(each) { each.verify.include?('inspection') }
    }.freeze

    def process(parent, target, _attributes)
      choice = CHOICES[target]
      unless choice
        complain(parent.document, nil, "requirement_table is one of #{CHOICES.keys.join(', ')}, not '#{target}'")
        return nil
      end

      chosen = Catalogue.of(parent.document).requirements.values.select(&choice)
      container = create_open_block(parent, [], { 'role' => 'informative requirements' })
      parse_content(container, table(chosen))
      container
    end

    private

    def table(requirements)
      rows = requirements.map { |each| "|<<#{each.id},#{each.id}>> |#{each.role} |#{scope(each)} |#{cell(each.text)}" }
      ['[cols="3,2,3,12",options="header"]', '|===', '|Id |Of |Profile |Text', *rows, '|===']
    end

    def scope(requirement)
      return 'both' if requirement.profiles.size > 1 && requirement.versions.empty?

      [requirement.profiles.join(', '), requirement.versions].reject(&:empty?).join(' ')
    end

    def cell(text)
      text.gsub('|', '\|')
    end
  end
end
