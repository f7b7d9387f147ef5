# frozen_string_literal: true

require_relative 'support'

# The algorithms of the chapters are the reference implementation's functions, by name.
class AlgorithmsTest < Minitest::Test
  REFERENCE = File.expand_path('../reference_impl/src', SPEC)

  # Where C++ says it in another form.
  FORMS = {
    'renderer.onReturn' => 'on(Return&', # One overload of `on` for each kind of frame.
    'renderer.sendFrame' => 'SendFrame{', # An action, performed by the surroundings.
    'main.release' => '~MainCall()' # Released is destroyed.
  }.freeze

  def test_each_algorithm_is_a_function
    code = Dir[File.join(REFERENCE, '{protocol,api}/*.cc')].map { |file| File.read(file) }.join

    refute_empty names
    assert_empty(names.reject { |name| code.include?(FORMS.fetch(name) { "::#{name[/\w+\z/]}(" }) })
  end

  def test_each_form_is_of_an_algorithm
    assert_empty FORMS.keys - names
  end

  def names
    chapters = Dir[File.join(SPEC, 'chapters/*.adoc')].map { |file| File.read(file) }.join
    chapters.scan(/^\[algo,"(\w+\.\w+)\(/).flatten
  end
end
