// The electron profile: outcomes and texts as Electron (12 to 39) shows them.
//
// What is Electron's accident, not its contract, is here and nowhere else. The frames are the
// strict ones; each side renders what the application sees.
#pragma once

#include <exception>
#include <optional>
#include <string>
#include <string_view>

#include "triwire/outcome.h"

namespace triwire::electron {

/// What `sendSync` gives. It knows no failure but the loss of the link before the call: no answer
/// is a value (TW-SYNC-9, TW-SYNC-11), and a link lost meanwhile is `null` (TW-SYNC-28).
Outcome renderSync(Outcome outcome);

/// What `invoke` settles with; none if it stays pending, as it does when the link is lost. `throw
/// ''` fulfils (TW-INVOKE-13), and of an error only the text remains.
std::optional<Outcome> renderInvoke(Outcome outcome);

/// Throwing `null` or `undefined` answers nothing: the call ends when the event is released
/// (TW-INVOKE-15).
bool isAnswer(const ThrownError& thrown);

/// What main prints.
std::string noListenerWarning(std::uint32_t rendererId, std::string_view channel);
std::string handlerFailure(std::string_view channel, const Outcome& outcome);
std::string sendFailure();

}  // namespace triwire::electron
