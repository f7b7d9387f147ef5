# frozen_string_literal: true

require_relative 'support'

# The model follows the algorithms of the text step by step: each step of an algorithm that the model has is marked
# where the model takes it (`/* step 2 */`), or is listed here with the reason why it is not in the model.
class ModelTest < Minitest::Test
  VALUES = 'values and limits are not modelled'
  CALLER = 'what calls it looks first'
  OPENING = 'links are open from the beginning, and no frame is malformed'
  ACCESS = 'main lets every renderer use every channel'
  ELSEWHERE = {
    'renderer.send' => { 1 => VALUES, 4 => 'it returns nothing that could differ' },
    'renderer.sendSync' => { 1 => VALUES },
    'renderer.invoke' => { 2 => VALUES },
    'renderer.onFrame' => { 1 => OPENING, 2 => OPENING, 5 => 'main does not close a link but by dying' },
    'renderer.onReturn' => { 1 => 'an assertion shows that it does not happen', 2 => OPENING },
    'renderer.turn' => { 1 => CALLER },
    'renderer.end' => { 1 => CALLER, 4 => 'nothing depends on it' },
    'renderer.giveUp' => { 1 => CALLER },
    'main.onFrame' => { 1 => OPENING, 2 => OPENING },
    'main.onMessage' => { 1 => ACCESS },
    'main.onSync' => { 1 => ACCESS },
    'main.onInvoke' => { 1 => ACCESS, 3 => 'a handler is there or not, whichever it was' },
    'main.end' => { 2 => 'nothing depends on it' },
    'main.assign' => { 1 => 'main_answer looks', 2 => VALUES },
    'main.fulfil' => { 1 => VALUES },
    'main.answer' => { 1 => 'the condition around the rest', 3 => VALUES },
    'main.sendEvent' => { 1 => VALUES, 2 => CALLER }
  }.freeze
  # Parts of an algorithm that the model has under a name of their own.
  PARTS = { 'main.onFrame' => %w[Dispatch] }.freeze

  def test_each_step_is_in_the_model_or_has_a_reason
    refute_empty modelled
    modelled.each do |name|
      marked = marks(name)
      left_out = ELSEWHERE.fetch(name, {}).keys
      assert_empty marked & left_out, "#{name}: marked in the model and listed as left out"
      assert_equal (1..steps[name]).to_a, (marked + left_out).sort, name
    end
  end

  def test_no_reason_is_for_nothing
    assert_empty ELSEWHERE.keys - modelled
  end

  private

  # How many steps each algorithm of the text has.
  def steps
    @steps ||= chapters.values.join("\n").scan(/^\[algo,"(\w+\.\w+)\([^"]*"\]\n--\n(.*?)^--$/m)
                       .to_h { |name, body| [name, body.scan(/^\. /).size] }
  end

  def bodies
    @bodies ||= Dir[File.join(SPEC, 'model/*.pml')].map { |file| File.read(file) }.join("\n")
                                                   .scan(/^inline (\w+)\([^)]*\) \{\n(.*?)^\}/m).to_h
  end

  def modelled
    bodies.keys.map { |name| name.sub('_', '.') }.select { |name| steps.key?(name) }
  end

  def marks(name)
    inlines = [name.sub('.', '_'), *PARTS[name]]
    own = inlines.flat_map { |inline| bodies[inline].scan(/step (\d+)(?! of)/) }
    elsewhere = bodies.values.join.scan(/step (\d+) of #{Regexp.escape(name)}\b/)
    (own + elsewhere).flatten.map(&:to_i).uniq
  end
end
