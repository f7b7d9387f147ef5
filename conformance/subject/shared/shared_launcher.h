// Starts the actors of a world whose main is somebody else's process, with that of other worlds.
#pragma once

#include <memory>
#include <string>

#include "subject/host.h"
#include "subject/shared/renderer_pool.h"

namespace triwire::conformance {

/// Worlds of the SharedMain at `address`, with renderers of the pool. Main cannot be killed in them.
std::unique_ptr<Launcher> makeSharedLauncher(const std::string& address, RendererPool& pool);

}  // namespace triwire::conformance
