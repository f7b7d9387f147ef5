# frozen_string_literal: true

module TriwireSpec
  # Where an algorithm is declared, what it takes, and the algorithms it runs.
  Algorithm = Struct.new(:name, :parameters, :calls, :where, keyword_init: true)
  Call = Struct.new(:name, :arity, keyword_init: true)

  # An algorithm in numbered steps:
  #
  #     [algo,"renderer.sendSync(channel, args)"]
  #     --
  #     . Let _id_ be the next call id.
  #     . Run renderer.sendFrame(sync, _id_, _channel_, _args_).
  #     --
  #
  # Variables are written _so_: a parameter, or declared by "Let _x_" or "For each _x_". Another
  # algorithm is named with its machine and arguments. Both are checked: declared before used, used at
  # all, known, called with as many arguments as it has parameters.
  class AlgorithmBlock < Asciidoctor::Extensions::BlockProcessor
    include Complaint
    use_dsl
    named :algo
    on_contexts :open
    parse_content_as :raw
    positional_attributes 'signature'

    SIGNATURE = /\A((?:main|renderer|link|value)\.\w+)\((.*)\)\z/
    CALL = /\b((?:main|renderer|link|value)\.\w+)\(([^()]*)\)/
    VARIABLE = /((?:\bLet|\bFor each)(?: [a-z]+)*? )?(?<!\w)_(\w+)_(?!\w)/i

    def process(parent, reader, attributes)
      where = parent.document.reader.cursor_at_mark
      lines = reader.lines
      signature = attributes['signature'].to_s.match(SIGNATURE)
      unless signature
        complain(parent.document, where, "an algorithm is declared as machine.name(parameters), not '#{attributes['signature']}'")
        return nil
      end

      algorithm = Algorithm.new(name: signature[1], parameters: signature[2].split(/,\s*/), calls: calls_in(lines), where: where)
      declare(parent.document, algorithm)
      check_variables(parent.document, algorithm, lines)
      render(parent, algorithm, lines)
    end

    private

    def calls_in(lines)
      lines.join("\n").scan(CALL).map { |name, arguments| Call.new(name: name, arity: arguments.split(',').size) }
    end

    def declare(document, algorithm)
      algorithms = Catalogue.of(document).algorithms
      complain(document, algorithm.where, "algorithm #{algorithm.name} is declared twice") if algorithms.key?(algorithm.name)
      algorithms[algorithm.name] ||= algorithm
    end

    def check_variables(document, algorithm, lines)
      uses = algorithm.parameters.to_h { |name| [name, 0] }
      lines.join("\n").scan(VARIABLE) do |declaration, name|
        next uses[name] ||= 0 if declaration

        complain(document, algorithm.where, "#{algorithm.name}: _#{name}_ is not declared") unless uses.key?(name)
        uses[name] = uses.fetch(name, 0) + 1
      end
      uses.each { |name, count| complain(document, algorithm.where, "#{algorithm.name}: _#{name}_ is not used") if count.zero? }
    end

    def render(parent, algorithm, lines)
      block = create_open_block(parent, [], { 'id' => anchor(algorithm.name), 'role' => 'algorithm', 'reftext' => algorithm.name })
      head = "[.signature]\n*#{algorithm.name}*(#{algorithm.parameters.map { |name| "_#{name}_" }.join(', ')})"
      steps = lines.join("\n").gsub(CALL) { "<<#{anchor($1)},#{$1}>>(#{$2})" }
      parse_content(block, "#{head}\n\n#{steps}".split("\n", -1))
      block
    end

    def anchor(name)
      "algorithm-#{name.tr('.', '-')}"
    end
  end
end
