#include "cli/trace_command.h"

#include <chrono>
#include <iostream>
#include <memory>

#include "cli/commands.h"
#include "trace/capture.h"
#include "trace/drawing.h"
#include "trace/mermaid.h"
#include "trace/sight.h"
#include "trace/watching.h"

namespace triwire::conformance {
namespace {

constexpr const char* TRACE_FOOTER = R"(
A main has a control socket if its program asks for one, or if it was started with
TRIWIRE_CONTROL_SOCKET=ADDRESS. What frames carry is left out unless --payloads asks for it; main
then does not let it out. A frame that did not fit into what main keeps for a watcher is
not shown, and counted.

examples:
  triwire trace /run/user/1000/app.trace
  triwire trace @app-trace --follow
  triwire trace @app-trace --payloads --count 20
  triwire trace @app-trace --diagram calls.svg --capture calls.pcap

exit codes:
  0  main's end, or --count frames were shown
  2  the command line is wrong, nobody listens at SOCKET, or a file cannot be written
)";

/// Where what is seen goes.
struct Sinks {
  std::unique_ptr<trace::MermaidFile> diagram;
  std::unique_ptr<trace::Drawing> drawing;
  std::unique_ptr<trace::Capture> capture;
};

void show(schema::TraceRecord::Reader record, Sinks& sinks) {
  const auto traced = record.getFrame();
  const trace::Sight sight = trace::sightOf(traced);
  std::cout << trace::lineOf(sight) << '\n';
  if (sinks.diagram) sinks.diagram->add(sight);
  if (sinks.drawing) sinks.drawing->add(sight);
  if (sinks.capture) sinks.capture->add(record.getTimeNs(), traced);
}

int watch(const TraceOptions& options, trace::Watching& watching, Sinks& sinks) {
  std::uint64_t links = 0, shown = 0, lost = 0;
  while (capnp::MessageReader* message = watching.next()) {
    const auto record = message->getRoot<schema::TraceRecord>();
    if (record.getLost() > lost) {
      std::cout << record.getLost() - lost << " records were lost here\n";
      lost = record.getLost();
    }
    switch (record.which()) {
      case schema::TraceRecord::LINK:
        ++links;
        std::cout << trace::lineOf(record.getLink()) << '\n';
        break;
      case schema::TraceRecord::LISTED:
        std::cout << links << (links == 1 ? " link\n" : " links\n");
        if (!options.isFollowing()) return 0;
        break;
      case schema::TraceRecord::FRAME:
        show(record, sinks);
        if (++shown == options.count) return 0;
        break;
      case schema::TraceRecord::ENDED:
        std::cout << "r" << record.getEnded() << "  the link has ended\n";
        if (sinks.diagram) sinks.diagram->addEnd(record.getEnded());
        if (sinks.drawing) sinks.drawing->addEnd(record.getEnded());
        break;
    }
    std::cout << std::flush;
  }
  std::cout << "main has ended\n";
  return 0;
}

}  // namespace

void addTrace(CLI::App& app, TraceOptions& options) {
  CLI::App* trace =
      app.add_subcommand("trace", "Show a running main's links, their counters and their frames");
  trace->add_option("SOCKET", options.socket, "Main's control socket: a path, or @name")
      ->required()
      ->type_name("");
  trace->add_flag("--follow", options.follow, "Go on with each frame; the options below do, too");
  trace->add_flag("--payloads", options.payloads, "Have what the frames carry shown, too");
  trace->add_option("--count", options.count, "End after so many frames")
      ->check(CLI::PositiveNumber)
      ->type_name("N");
  trace->add_option("--wait", options.waitSeconds, "For a main that is not there yet; default: 0")
      ->check(CLI::Range(0, 3600))
      ->type_name("SECONDS");
  trace->add_option("--diagram", options.diagram, "Write a sequence diagram: as SVG if FILE ends in .svg, else for Mermaid")
      ->type_name("FILE");
  trace->add_option("--capture", options.capture,
                    "Write a pcap file, for Wireshark with schema/wireshark/triwire.lua")
      ->type_name("FILE");
  trace->footer(TRACE_FOOTER);
}

int traceCommand(const TraceOptions& options) {
  try {
    Sinks sinks;
    if (options.diagram && options.diagram->extension() == ".svg")
      sinks.drawing = std::make_unique<trace::Drawing>(*options.diagram);
    else if (options.diagram)
      sinks.diagram = std::make_unique<trace::MermaidFile>(*options.diagram);
    if (options.capture) sinks.capture = std::make_unique<trace::Capture>(*options.capture);
    trace::Watching watching(options.socket, options.payloads       ? schema::Watch::PAYLOADS
                                             : options.isFollowing() ? schema::Watch::FRAMES
                                                                     : schema::Watch::LINKS,
                             std::chrono::seconds(options.waitSeconds));
    return watch(options, watching, sinks);
  } catch (const std::runtime_error& error) {
    throw UsageError(error.what());
  }
}

}  // namespace triwire::conformance
