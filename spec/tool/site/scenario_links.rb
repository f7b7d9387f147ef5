# frozen_string_literal: true

module TriwireSpec
  # Where a scenario is in the site, and the list of scenarios under a requirement.
  module ScenarioLinks
    module_function

    def page(scenario)
      "scenarios-#{scenario[%r{\A[^/]+}]}.html"
    end

    def anchor(scenario)
      "scenario-#{scenario.gsub(/[^A-Za-z0-9]+/, '-')}"
    end

    def address(scenario)
      "#{page(scenario)}##{anchor(scenario)}"
    end

    def html(scenarios)
      links = scenarios.map { |each| "<a href=\"#{address(each)}\">#{each}</a>" }
      count = scenarios.size == 1 ? 'one scenario' : "#{scenarios.size} scenarios"
      "<details class=\"evidence\"><summary>Shown by #{count}</summary><p>#{links.join(' ')}</p></details>"
    end
  end
end
