# frozen_string_literal: true

require_relative 'support'

# The algorithms of the chapters are the reference implementation's functions and the model's, by name.
class AlgorithmsTest < Minitest::Test
  REFERENCE = File.expand_path('../reference_impl/src', SPEC)

  # Where C++ says it in another form.
  FORMS = {
    'renderer.onReturn' => 'on(Return&', # One overload of `on` for each kind of frame.
    'renderer.sendFrame' => 'sendFrame(', # An action, performed by the surroundings.
    'main.sendFrame' => 'sendFrame(',
    'main.release' => '~MainCall()' # Released is destroyed.
  }.freeze

  def test_each_algorithm_is_a_function
    code = Dir[File.join(REFERENCE, '{protocol,api}/*.cc')].map { |file| File.read(file) }.join

    refute_empty names
    assert_empty(names.reject { |name| code.include?(FORMS.fetch(name) { "::#{name[/\w+\z/]}(" }) })
  end

  def test_the_model_has_no_other_algorithms
    model = Dir[File.join(SPEC, 'model/*.pml')].map { |file| File.read(file) }.join
    modelled = model.scan(/^inline (main|renderer)_(\w+)/).map { |side, name| "#{side}.#{name}" }

    refute_empty modelled
    assert_empty modelled - names
  end

  def test_each_form_is_of_an_algorithm
    assert_empty FORMS.keys - names
  end

  def names
    chapters = Dir[File.join(SPEC, 'chapters/*.adoc')].map { |file| File.read(file) }.join
    chapters.scan(/^\[algo,"(\w+\.\w+)\(/).flatten
  end
end
