// The reference implementation as a subject of the conformance suite.
#include <poll.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <exception>
#include <map>
#include <string>

#include <CLI/CLI.hpp>

#include "subject/host.h"
#include "subject/shared/shared_launcher.h"
#include "subject/shared/shared_main.h"
#include "subject/supervisor.h"

namespace {

using namespace triwire;
using namespace triwire::conformance;

/// Worlds of one main, many at a time, as a soak has them.
struct Sharing {
  std::string main, mainAt;
  unsigned pool = 4;
  std::uint64_t seed = 0;
};

void addSharing(CLI::App& app, Sharing& sharing) {
  auto* isShared = app.add_option("--shared-main", sharing.main,
                                  "Be the main process of many worlds at a time, which `--main-at` "
                                  "asks for at this address; until standard input ends")
                       ->excludes("--in-process");
  auto* isGuest = app.add_option("--main-at", sharing.mainAt,
                                 "Main is that of the `--shared-main` at this address, and renderers "
                                 "stay connected from world to world")
                      ->excludes("--in-process")
                      ->excludes(isShared);
  app.add_option("--pool", sharing.pool, "With --main-at: renderers, connected all the time; default: 4")
      ->check(CLI::Range(1, 64))
      ->needs(isGuest);
  app.add_option("--seed", sharing.seed, "With --main-at: of which renderers die that do nothing")
      ->needs(isGuest);
}

}  // namespace

int main(int argc, char** argv) {
  MainActor::Options options;
  bool inProcess = false;
  std::string foreignRenderer, actor, socket;
  int parent = 0;
  const std::map<std::string, Profile> profiles = {{"strict", Profile::STRICT},
                                                   {"electron", Profile::ELECTRON}};

  CLI::App app("Triwire's reference implementation, as a subject of the conformance suite: reads "
               "commands from standard input and writes events to standard output, a line each.");
  app.add_flag("--in-process", inProcess, "Main and renderers are threads, not processes");
  app.add_option("--profile", options.profile, "strict (the default) or electron")
      ->transform(CLI::CheckedTransformer(profiles));
  app.add_option("--fault", options.fault, "A seeded fault that the suite must find")
      ->check(CLI::IsMember(faultNames()) | CLI::IsMember(leakFaultNames()));
  app.add_option("--renderer", foreignRenderer,
                 "A command that is started as each renderer, in place of the reference's: "
                 "somebody else's renderer half, linked to the reference's main")
      ->excludes("--in-process");
  bool usesMemory = false;
  bool isSleeper = false;
  app.add_option_function<std::string>(
         "--link", [&](const std::string& link) { usesMemory = link == "shm"; },
         "How main and renderers are linked: socket (the default) or shm, shared memory")
      ->check(CLI::IsMember({"socket", "shm"}));
  app.add_flag("--no-polling", isSleeper, "Sleep at once; else a side looks for a moment before");
  // How it starts the processes of its actors.
  app.add_option("--actor", actor)->group("");
  app.add_option("--at", socket)->group("");
  app.add_option("--renderers", options.renderers)->group("");
  app.add_option("--parent", parent)->group("");
  Sharing sharing;
  addSharing(app, sharing);
  CLI11_PARSE(app, argc, argv);

  if (usesMemory) options.settings.sharedMemory = SharedMemory::REQUEST;
  if (isSleeper) options.settings.pollMax = {};
  try {
    if (!actor.empty()) {
      runActorProcess(actor, socket, parent, options);
    } else if (!sharing.main.empty()) {
      SharedMain(options, sharing.main).run();
    } else if (!sharing.mainAt.empty()) {
      RendererPool renderers(options, sharing.mainAt, sharing.pool, sharing.seed);
      Supervisor([&] { return makeSharedLauncher(sharing.mainAt, renderers); }).run();
    } else {
      Supervisor([&] {
        return inProcess ? makeThreadLauncher(options)
                         : makeProcessLauncher(options, foreignRenderer);
      }).run();
    }
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "triwire-subject: %s\n", error.what());
    return 70;
  }
}
