// The ways of Electron to talk, each as a near end: a renderer process.
#pragma once

#include "bench/harness/candidate.h"
#include "bench/triwire/setup.h"

namespace triwire::bench {

/// `sendSync`; the listener assigns its argument.
Candidate sendSyncCandidate(const Setup& setup);
/// `invoke`, awaited one by one or 64 together; the handler returns its argument.
Candidate invokeCandidate(const Setup& setup);
/// `send`, answered by `event.reply` with the same argument.
Candidate replyCandidate(const Setup& setup);
/// `send`, one way; a `sendSync` fetches how many came.
Candidate sendCandidate(const Setup& setup);
/// The same, sent by a listener, so inside of the loop.
Candidate sendInListenerCandidate(const Setup& setup);
/// `webContents.send`, one way from main to the renderer that asked for them.
Candidate eventCandidate(const Setup& setup);

}  // namespace triwire::bench
