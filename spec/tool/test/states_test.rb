# frozen_string_literal: true

require_relative 'support'

# The tables of states and frames (chapter on links) have every frame of the schema in every state, no empty cell,
# and the transitions of the reference implementation's tables, no more and no less.
class StatesTest < Minitest::Test
  ROOT = File.expand_path('..', SPEC)
  BREAKS = 'breaks the protocol'

  %w[main renderer].each do |side|
    define_method("test_#{side}_has_the_transitions_of_its_code") do
      states, rows = table("At #{side == 'main' ? 'main' : 'the renderer'} |HANDSHAKING")
      edges = transitions(side)
      refute_empty edges
      states.each_with_index do |state, column|
        frames.each do |frame|
          cells = rows.select { |names, _| names.include?(frame) }.map { |_, texts| texts[column] }
          to = edges[[state, frame]]
          refute_empty cells, "#{frame} is not in the table of #{side}"
          assert_equal to.nil?, cells.all? { |cell| cell.start_with?(BREAKS) }, "#{frame} in #{state}"
          assert cells.any? { |cell| cell.include?("now #{to}") }, "#{frame} leads from #{state} to #{to}" if to && to != state
        end
      end
    end
  end

  def test_no_cell_is_empty
    chapters['07_links.adoc'].scan(/^\|(?!===).+/).each do |row|
      assert_empty(row.split('|').drop(1).select { |cell| cell.strip.empty? }, row)
    end
  end

  private

  # The states of its head, and for each row the frames it names and its cells.
  def table(head)
    text = chapters['07_links.adoc'][/^\|#{Regexp.escape(head)}.*?^\|===/m]
    states, *rows = text.scan(/^\|(?!===)(.+)/).flatten.map { |line| line.split('|').map(&:strip) }
    [states.drop(1), rows.map { |first, *cells| [first[/\A(?:`\w+`(?:, | or )?)*/].scan(/\w+/) & frames, cells] }]
  end

  def frames
    schema = File.read(File.join(ROOT, 'schema/triwire.capnp'))
    schema[/^struct Frame.*?^  }/m].scan(/^    (\w+) @\d+ :/).flatten
  end

  # {[from, frame] → to} of the table in the code.
  def transitions(side)
    code = File.read(File.join(ROOT, "reference_impl/src/protocol/#{side}_connection.h"))
    edges = code.scan(/Transition\{\w+State::(\w+), FrameKind::(\w+), \w+State::(\w+)\}/)
    edges.to_h { |from, frame, to| [[from, frame.downcase], to] }
  end
end
