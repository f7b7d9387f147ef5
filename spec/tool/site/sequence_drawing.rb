# frozen_string_literal: true

module TriwireSpec
  # A sequence as SVG: a lifeline for each actor, a row for each event, an arrow from cause to effect, a bar
  # where a renderer waits in a sendSync. Colours are the page's.
  class SequenceDrawing
    CHARACTER = 7.4
    GAP = 140
    ROW = 27
    TOP = 40
    CHARACTERS = 36

    def initialize(sequence, title)
      @sequence = sequence
      @title = title
      @x = places
    end

    def svg
      <<~SVG
        <svg class="sequence" role="img" aria-label="#{escape(@title)}" viewBox="0 0 #{width} #{height}" width="#{width}" height="#{height}" xmlns="http://www.w3.org/2000/svg">
        #{[*lifelines, *waits, *arrows, *marks].join("\n")}
        </svg>
      SVG
    end

    private

    # The first has its labels on the left, the others on the right: each as far from the next as they need.
    def places
      x = label_width(@sequence.actors.first)
      @sequence.actors.each_with_index.to_h do |actor, at|
        place = x
        x += at.zero? ? GAP : label_width(actor) + GAP / 3
        [actor, place.round]
      end
    end

    def label_width(actor)
      longest = @sequence.rows.select { |row| row.actor == actor }.map { |row| cut(row.text).size }.max.to_i
      20 + [longest, 5].max * CHARACTER
    end

    def width
      (@x.values.last + label_width(@x.keys.last)).round
    end

    def height
      TOP + (@sequence.rows.size + 0.5) * ROW
    end

    def y(index)
      TOP + (index + 0.5) * ROW
    end

    def lifelines
      @x.map do |actor, x|
        death = @sequence.rows.index { |row| row.actor == actor && row.kind == 'killed' }
        %(<text class="actor" x="#{x}" y="18" text-anchor="middle">#{actor}</text>) +
          %(<line class="life" x1="#{x}" y1="26" x2="#{x}" y2="#{death ? y(death) : height}"/>)
      end
    end

    # From each sendSync to where it returns or throws, or to the end.
    def waits
      @sequence.rows.each_with_index.filter_map do |row, at|
        next unless row.kind == 'calling' && row.waits_for

        ended = @sequence.rows.index { |each| %w[returned threw].include?(each.kind) && each.waits_for == row.waits_for && each.actor == row.actor } ||
                @sequence.rows.size
        %(<rect class="wait" x="#{@x[row.actor] - 4}" y="#{y(at)}" width="8" height="#{y(ended) - y(at)}"><title>blocked in sendSync</title></rect>)
      end
    end

    def arrows
      @sequence.rows.each_with_index.filter_map do |row, at|
        next unless row.from

        cause = @sequence.rows[row.from]
        next if cause.actor == row.actor

        arrow(@x[cause.actor], y(row.from), @x[row.actor], y(at))
      end
    end

    def arrow(x1, y1, x2, y2)
      length = Math.hypot(x2 - x1, y2 - y1)
      dx = (x2 - x1) / length
      dy = (y2 - y1) / length
      corner = ->(side) { format('%<x>.1f,%<y>.1f', x: x2 - 9 * dx - side * dy, y: y2 - 9 * dy + side * dx) }
      %(<line class="message" x1="#{x1}" y1="#{y1}" x2="#{x2}" y2="#{y2}"/>) +
        %(<polygon class="head" points="#{x2},#{y2} #{corner[3.5]} #{corner[-3.5]}"/>)
    end

    def marks
      @sequence.rows.each_with_index.map do |row, at|
        x = @x[row.actor]
        left = row.actor == @sequence.actors.first && row.actor != 'main'
        side = left ? [x - 12, 'end'] : [x + 12, 'start']
        shape = row.kind == 'killed' ? cross(x, y(at)) : %(<circle class="event" cx="#{x}" cy="#{y(at)}" r="3.2"/>)
        %(#{shape}<text class="#{row.kind}" x="#{side[0]}" y="#{y(at) + 4}" text-anchor="#{side[1]}">#{escape(cut(row.text))}</text>)
      end
    end

    def cross(x, y)
      %(<path class="death" d="M#{x - 6} #{y - 6}L#{x + 6} #{y + 6}M#{x + 6} #{y - 6}L#{x - 6} #{y + 6}"/>)
    end

    def cut(text)
      text.size > CHARACTERS ? "#{text[0, CHARACTERS - 1]}…" : text
    end

    def escape(text)
      text.gsub('&', '&amp;').gsub('<', '&lt;').gsub('"', '&quot;').gsub(/[[:cntrl:]]/, '�')
    end
  end
end
