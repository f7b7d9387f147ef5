#include <array>

#include "judge/families.h"
#include "record/claim.h"

namespace triwire::conformance {
namespace {

constexpr bool SAFETY = false;
constexpr bool LIVENESS = true;

// The digest is the one of the sentence that the check was written, or last read again, for: a test
// compares it with the catalogue's.
constexpr std::array CHECKS{
    // clang-format off
    Check{"TW-ORDER-1", "dfbeef83998d", SAFETY, order::sendThenSend},
    Check{"TW-ORDER-2", "fed49c3b555d", SAFETY, order::sendThenSync, "send sendSync"},
    Check{"TW-ORDER-3", "ef892f8c467e", SAFETY, order::sendThenInvoke, "send invoke"},
    Check{"TW-ORDER-4", "9658bc1d2d40", SAFETY, order::invokeThenSend, "invoke"},
    Check{"TW-ORDER-5", "108852089ae0", SAFETY, order::invokeThenSync, "sendSync invoke"},
    Check{"TW-ORDER-6", "f0d6f595565b", SAFETY, order::invokeThenInvoke, "invoke"},
    Check{"TW-ORDER-7", "426c5efc90a2", SAFETY, order::syncThenAny, "sendSync"},
    Check{"TW-ORDER-8", "d3013de3465d", SAFETY, order::oneAtATime},
    Check{"TW-ORDER-9", "e70adf3da0d7", SAFETY, listeners::inOrderAtMain},
    Check{"TW-ORDER-10", "d99fb59b4f7c", LIVENESS, order::pendingHandlerDelaysNothing, "invoke hold"},
    Check{"TW-ORDER-11", "3c93a4ce398d", SAFETY, order::settledAsMainSettled, "invoke hold"},
    Check{"TW-ORDER-12", "8e3ff4170009", SAFETY, order::eventsAsSent},
    Check{"TW-ORDER-13", "206c3dfa93d8", SAFETY, order::eventsBeforeResult, "invoke"},
    Check{"TW-ORDER-14", "961c4c78c726", SAFETY, order::eventsAfterResult, "invoke"},
    Check{"TW-ORDER-15", "0d81d7e1dec3", SAFETY, order::onlyTheAddressed},
    Check{"TW-ORDER-16", "3598bb4f05f1", SAFETY, order::answersItsOwnCall, "hold"},
    Check{"TW-ORDER-17", "3983ce16d631", SAFETY, order::atMostOnce},
    Check{"TW-ORDER-18", "8b7588a0854a", SAFETY, order::nothingLost},
    Check{"TW-BLOCK-1", "5b6079cc9c42", SAFETY, block::codeWaits, "sendSync hold"},
    Check{"TW-BLOCK-2", "36fd2c4af8f2", SAFETY, block::listenersWait, "sendSync hold"},
    Check{"TW-BLOCK-3", "805e98da01d7", SAFETY, block::promisesWait, "sendSync invoke hold"},
    Check{"TW-BLOCK-4", "4050c4f43f26", SAFETY, block::scriptEndsFirst, "sendSync hold"},
    Check{"TW-BLOCK-5", "e88bb876f02c", SAFETY, block::deferredInOrder, "sendSync hold"},
    Check{"TW-BLOCK-6", "f48324b820f9", LIVENESS, block::othersAreServed, "sendSync hold"},
    Check{"TW-BLOCK-7", "0d0a2352c122", LIVENESS, block::invokeReturns, "invoke hold"},
    Check{"TW-BLOCK-8", "4c210c0599a1", LIVENESS, block::pendingInvokeBlocksNothing, "send invoke sendTo hold"},
    Check{"TW-BLOCK-9", "9e2f3e22a41d", SAFETY, block::scriptsRunToCompletion, "send reply"},
    Check{"TW-BLOCK-10", "6fd6a94904d3", LIVENESS, block::usableAfterwards, "sendSync"},
    Check{"TW-BLOCK-11", "811f7cd5464e", LIVENESS, block::returnsBeforeRelease, "sendSync hold"},
    Check{"TW-BLOCK-12", "30b83de27837", SAFETY, block::replyEndsNoWait, "sendSync reply hold"},
    Check{"TW-SYNC-1", "88375bfd4b17", LIVENESS, sync::assignmentAnswers, "sendSync"},
    Check{"TW-SYNC-2", "6b13fe15c845", SAFETY, sync::firstAssignmentWins, "sendSync"},
    Check{"TW-SYNC-3", "68105a1747dc", SAFETY, sync::laterAssignmentsDoNotThrow, "sendSync"},
    Check{"TW-SYNC-4", "90037a878692", LIVENESS, sync::undefinedAnswers, "sendSync"},
    Check{"TW-SYNC-5", "e524e02ba3f0", LIVENESS, sync::falsyValuesAnswer, "sendSync"},
    Check{"TW-SYNC-6", "7a3c5d8329f4", SAFETY, sync::heldIsUnanswered, "sendSync hold"},
    Check{"TW-SYNC-7", "3dfcaefd0038", LIVENESS, sync::lateAssignmentAnswers, "sendSync hold"},
    Check{"TW-SYNC-8", "d92c431d3081", LIVENESS, sync::releasedThrows, "sendSync"},
    Check{"TW-SYNC-9", "f4399dec690a", SAFETY, sync::collectedReturnsError, "sendSync hold collect"},
    Check{"TW-SYNC-10", "80e9665fce98", LIVENESS, sync::noListenerThrows, "sendSync"},
    Check{"TW-SYNC-11", "7e415ee3e3aa", SAFETY, sync::noListenerReturnsError, "send sendSync invoke collect"},
    Check{"TW-SYNC-12", "11cb2e081383", SAFETY, sync::handlerIsNotCalled, "sendSync invoke"},
    Check{"TW-SYNC-13", "56365340b2ed", SAFETY, listeners::syncCallsEach, "sendSync"},
    Check{"TW-SYNC-14", "db835b2008a7", SAFETY, sync::returnDoesNotAnswer, "sendSync"},
    Check{"TW-SYNC-15", "4d606e8b0504", SAFETY, listeners::throwEndsSync, "sendSync structuredClone"},
    Check{"TW-SYNC-16", "6d532f6062cc", LIVENESS, sync::throwIsNoReply, "sendSync release structuredClone"},
    Check{"TW-SYNC-17", "fa99e07de2cc", SAFETY, sync::answerStandsAfterThrow, "sendSync structuredClone"},
    Check{"TW-SYNC-18", "d67fab1ee85f", SAFETY, sync::unclonableAssignmentThrows, "sendSync structuredClone"},
    Check{"TW-SYNC-19", "74264d4743c2", SAFETY, sync::failedAssignmentLeavesItOpen, "sendSync structuredClone"},
    Check{"TW-SYNC-20", "ec585a023e77", SAFETY, sync::unclonableArgsThrow, "sendSync structuredClone"},
    Check{"TW-SYNC-21", "64c9b2edb3d9", SAFETY, sync::onceAnswersOnce, "sendSync"},
    Check{"TW-SYNC-22", "c2a7bfed6d63", LIVENESS, sync::deadlineThrows, "sendSync hold deadline"},
    Check{"TW-SYNC-23", "13c27d9bf281", SAFETY, sync::lateAnswerSettlesNothing, "sendSync hold deadline"},
    Check{"TW-SYNC-24", "4bee56f86ef5", LIVENESS, sync::lossThrows, "sendSync hold kill"},
    Check{"TW-SYNC-25", "4b0c062264a1", SAFETY, sync::assigningToTheGone, "sendSync hold kill"},
    Check{"TW-SYNC-26", "778b7bd8a5b1", SAFETY, sync::endsOnce, "sendSync"},
    Check{"TW-SYNC-27", "810caaf76ea4", LIVENESS, sync::disconnectedThrows, "sendSync hold kill"},
    Check{"TW-SYNC-28", "35a3b36b7469", SAFETY, sync::lossReturnsNull, "sendSync hold kill"},
    Check{"TW-INVOKE-1", "7f72d0c370ac", SAFETY, invoke::fulfilsWithReturned, "invoke"},
    Check{"TW-INVOKE-2", "2428a502788f", SAFETY, invoke::awaitsPromise, "invoke hold"},
    Check{"TW-INVOKE-3", "8f8b2b0fbcaf", SAFETY, invoke::undefinedFulfils, "invoke structuredClone"},
    Check{"TW-INVOKE-4", "db907cb6376e", SAFETY, invoke::falsyValuesFulfil, "invoke"},
    Check{"TW-INVOKE-5", "cbfb33672d45", LIVENESS, invoke::noHandlerRejects, "invoke"},
    Check{"TW-INVOKE-6", "185e7e041c85", SAFETY, invoke::noHandlerOutcome, "invoke"},
    Check{"TW-INVOKE-7", "023a6f1712cf", SAFETY, invoke::noHandlerMessage, "invoke"},
    Check{"TW-INVOKE-8", "74c9b27e73c6", SAFETY, invoke::listenersAreNotCalled, "invoke"},
    Check{"TW-INVOKE-9", "21fcc2da6217", LIVENESS, invoke::throwRejects, "invoke"},
    Check{"TW-INVOKE-10", "222ee12aa094", SAFETY, invoke::throwMessage, "invoke"},
    Check{"TW-INVOKE-11", "ff1a0da13eb3", SAFETY, invoke::throwDetail, "invoke"},
    Check{"TW-INVOKE-12", "6ecd755deaa6", LIVENESS, invoke::emptyThrowRejects, "invoke"},
    Check{"TW-INVOKE-13", "115cebd690fa", SAFETY, invoke::emptyThrowFulfils, "invoke"},
    Check{"TW-INVOKE-14", "40c4b4b90478", LIVENESS, invoke::nullThrowRejects, "invoke structuredClone"},
    Check{"TW-INVOKE-15", "7967c7b8c2bf", SAFETY, invoke::nullThrowIsNeverSent, "invoke collect structuredClone"},
    Check{"TW-INVOKE-16", "3eb20a856878", LIVENESS, invoke::releasedRejects, "invoke hold"},
    Check{"TW-INVOKE-17", "42c0b7d6d841", SAFETY, invoke::collectedRejects, "invoke hold collect"},
    Check{"TW-INVOKE-18", "ae854c42493a", SAFETY, invoke::heldStaysPending, "invoke hold"},
    Check{"TW-INVOKE-19", "9548e06b224c", SAFETY, invoke::unclonableArgsReject, "invoke structuredClone"},
    Check{"TW-INVOKE-20", "0a21be6043a1", LIVENESS, invoke::unclonableResultRejects, "invoke structuredClone"},
    Check{"TW-INVOKE-21", "e47e2d841f84", SAFETY, invoke::secondHandleThrows, "invoke"},
    Check{"TW-INVOKE-22", "e653261ddf8f", SAFETY, invoke::firstHandlerStays, "invoke"},
    Check{"TW-INVOKE-23", "4c9527e83e22", SAFETY, invoke::handleOnceIsUsedUp, "invoke"},
    Check{"TW-INVOKE-24", "f528e67bf191", SAFETY, invoke::removalSparesDispatched, "invoke hold"},
    Check{"TW-INVOKE-25", "e5d000ab6800", SAFETY, invoke::removedHandlerIsNone, "invoke"},
    Check{"TW-INVOKE-26", "70e124b2a92a", SAFETY, invoke::exactlyOneHandler, "invoke"},
    Check{"TW-INVOKE-27", "06230f291ece", SAFETY, invoke::settlesOnce, "invoke"},
    Check{"TW-INVOKE-28", "260e8ab958e3", LIVENESS, invoke::settles, "invoke"},
    Check{"TW-INVOKE-29", "92c3b29d33bb", LIVENESS, invoke::lossRejects, "invoke hold kill"},
    Check{"TW-INVOKE-30", "c833b2d87aa2", SAFETY, invoke::lossRejectsInOrder, "invoke hold"},
    Check{"TW-INVOKE-31", "78a93579cadf", SAFETY, invoke::failureIsRejection, "invoke"},
    Check{"TW-INVOKE-32", "3915ef227586", LIVENESS, invoke::pendingStartsOthers, "invoke hold"},
    Check{"TW-INVOKE-33", "46f062943ad3", LIVENESS, invoke::deadlineRejects, "invoke hold deadline"},
    Check{"TW-INVOKE-34", "159559ca482a", SAFETY, invoke::lateResultSettlesNothing, "invoke hold deadline"},
    Check{"TW-INVOKE-35", "c96b373cd07b", SAFETY, invoke::senderIsNamed, "sender"},
    Check{"TW-INVOKE-36", "99603f56a0cd", LIVENESS, invoke::disconnectedRejects, "invoke kill"},
    Check{"TW-SEND-1", "adcdf100b63f", SAFETY, listeners::messageCallsEach},
    Check{"TW-SEND-2", "9c4dc305d2d9", SAFETY, send::unheardIsDropped, "send"},
    Check{"TW-SEND-3", "0034227aac2b", SAFETY, send::notKeptForLater, "send"},
    Check{"TW-SEND-4", "804df8cfa67e", SAFETY, send::unclonableArgsThrow, "send structuredClone"},
    Check{"TW-SEND-5", "2f1794537ac2", SAFETY, listeners::throwEndsMessage, "send structuredClone"},
    Check{"TW-SEND-6", "ad116b8e500e", SAFETY, send::nextAfterThrow, "send structuredClone"},
    Check{"TW-SEND-7", "04da3c5ea11a", SAFETY, send::returnsUndefined, "send"},
    Check{"TW-SEND-8", "4e1c1b114c7f", SAFETY, send::assigningHasNoEffect, "send sendSync"},
    Check{"TW-SEND-9", "121009c90b59", SAFETY, send::handlerIsNotCalled, "send invoke"},
    Check{"TW-SEND-10", "780468bea26b", LIVENESS, send::rendererGoesOn, "send"},
    Check{"TW-SEND-11", "439305ac3f45", SAFETY, send::argsArrive},
    Check{"TW-SEND-12", "7f5b189a61e5", SAFETY, send::channelsMatchExactly, "send"},
    Check{"TW-REPLY-1", "043d4cdf0d06", SAFETY, reply::reachesTheSender, "reply"},
    Check{"TW-REPLY-2", "aaae6c396594", SAFETY, reply::eachReplyArrives, "reply"},
    Check{"TW-REPLY-3", "09dac553057b", SAFETY, reply::laterReplyArrives, "reply hold"},
    Check{"TW-REPLY-4", "78e38ecc0546", SAFETY, reply::unheardIsNotKept, "send reply sendTo"},
    Check{"TW-REPLY-5", "4a44ee0bfe4d", SAFETY, reply::sameScriptIsEarlyEnough, "send reply"},
    Check{"TW-REPLY-6", "019461a4c4eb", SAFETY, reply::replyToSyncWaits, "sendSync reply"},
    Check{"TW-REPLY-7", "f85f42ad400f", SAFETY, reply::replyToTheGone, "send reply hold kill"},
    Check{"TW-REPLY-8", "26844f6a61b7", SAFETY, reply::unclonableThrows, "send reply sendTo structuredClone"},
    Check{"TW-REPLY-9", "9afe4a363423", SAFETY, reply::unclonableIsDropped, "send reply sendTo structuredClone"},
    Check{"TW-REPLY-10", "31ec6eec94b7", SAFETY, listeners::throwEndsEvent, "sendTo structuredClone"},
    Check{"TW-REPLY-11", "f2a50e7e3097", SAFETY, listeners::eventCallsEach},
    Check{"TW-REPLY-12", "ddf501b1546c", SAFETY, reply::sendToReaches, "sendTo"},
    Check{"TW-EMIT-1", "0c083e1bce27", SAFETY, listeners::twiceIsTwice},
    Check{"TW-EMIT-2", "570b3a89e7ca", SAFETY, listeners::removalRemovesOne},
    Check{"TW-EMIT-3", "4f6da995b707", SAFETY, listeners::onceIsOnce, "send"},
    Check{"TW-EMIT-4", "c4d2b44b7440", SAFETY, listeners::removedMeanwhileStillRuns, "send"},
    Check{"TW-EMIT-5", "933178f7fbd9", SAFETY, listeners::addedMeanwhileDoesNotRun, "send"},
    Check{"TW-EMIT-6", "55ad3fb5dd26", SAFETY, listeners::removeAllIsPerChannel},
    Check{"TW-ERR-1", "6703f8df2181", SAFETY, life::failuresCarryOutcome},
    Check{"TW-LIFE-1", "54c47a8248a9", LIVENESS, life::othersAreServed, "kill"},
    Check{"TW-LIFE-2", "845194977f9d", SAFETY, life::settlingForTheGone, "hold kill"},
    Check{"TW-LIFE-3", "4f7afdb993c7", LIVENESS, life::rendererNotices, "kill"},
    Check{"TW-LIFE-4", "7374e9e55522", LIVENESS, life::closeSettlesEverything, "close"},
    Check{"TW-LIFE-5", "78648db58424", SAFETY, life::endsForAReason},
    Check{"TW-WIRE-1", "4b7bbebc882c", SAFETY, wire::firstFrames, "wireMain|wireRenderer"},
    Check{"TW-WIRE-2", "9e5225bac9ca", SAFETY, wire::highestVersion, "wireMain"},
    Check{"TW-WIRE-3", "02871328c826", SAFETY, wire::noCommonVersion, "wireMain"},
    Check{"TW-WIRE-4", "3911208b530e", SAFETY, wire::idsIncrease, "wireRenderer"},
    Check{"TW-WIRE-5", "954bbc9f270f", SAFETY, wire::oneReturnEach, "wireMain"},
    Check{"TW-WIRE-6", "656841887431", SAFETY, wire::strangeReturn, "wireRenderer"},
    Check{"TW-WIRE-7", "4f09f7b7a670", SAFETY, wire::endsAsMalformed, "wireMain|wireRenderer"},
    Check{"TW-WIRE-8", "8852f601c17f", SAFETY, wire::endsAsTooLarge, "wireMain|wireRenderer"},
    Check{"TW-WIRE-9", "0ad8489396a1", SAFETY, wire::unknownFrames, "wireMain|wireRenderer"},
    Check{"TW-WIRE-10", "a40c70086f9c", SAFETY, wire::unknownFields, "wireMain|wireRenderer"},
    Check{"TW-WIRE-11", "f0ba2b700692", SAFETY, wire::limitsAreKept, "wireRenderer"},
    Check{"TW-WIRE-12", "3bc4811925b3", SAFETY, wire::secondSync, "wireMain"},
    Check{"TW-WIRE-13", "d7bb61e0a27b", SAFETY, wire::cancelledReturns, "wireMain"},
    Check{"TW-WIRE-14", "8db05886f204", SAFETY, wire::closeIsLast, "wireMain|wireRenderer"},
    Check{"TW-WIRE-15", "1c5f29874023", SAFETY, wire::endsForItsPayload, "wireMain|wireRenderer"},
    Check{"TW-WIRE-16", "9d25856de1ae", SAFETY, wire::endsForALimit, "wireMain|wireRenderer"},
    Check{"TW-WIRE-17", "023816970634", LIVENESS, wire::mainDoesNotBlock, "wireMain"},
    Check{"TW-WIRE-18", "730c36dfdea9", LIVENESS, wire::rendererReadsOn, "wireRenderer"},
    Check{"TW-WIRE-19", "93d5f749a8a0", SAFETY, wire::wrongOutcome, "wireRenderer"},
    Check{"TW-WIRE-20", "34d69931654e", SAFETY, wire::idsNotGreater, "wireMain"},
    Check{"TW-WIRE-31", "8d7034ec6f55", SAFETY, wire::framesOutOfPlace, "wireMain|wireRenderer"},
    Check{"TW-WIRE-32", "f9096ebca3b3", LIVENESS, wire::othersAreServed, "wireMain"},
    Check{"TW-WIRE-33", "9edd0acfedbf", SAFETY, wire::strangeCancel, "wireMain"},
    Check{"TW-WIRE-34", "90c74ba4c1ec", SAFETY, wire::lateCancel, "wireMain"},
    Check{"TW-WIRE-35", "9a262d9e28c3", LIVENESS, wire::dividedFrames, "wireMain|wireRenderer"},
    Check{"TW-WIRE-36", "0332a8ab7cf0", SAFETY, wire::cutFrames, "wireMain|wireRenderer"},
    Check{"TW-WIRE-37", "f9a3bfa984b2", SAFETY, wire::endsForAChannel, "wireMain|wireRenderer"},
    Check{"TW-WIRE-38", "b87445d776b2", SAFETY, wire::nothingBehindAnEnd, "wireMain|wireRenderer"},
    // clang-format on
};

}  // namespace

std::span<const Check> checks() { return CHECKS; }

namespace {

/// What happened before position `end`. Its texts are those of `history`.
History before(Position end, const History& history) {
  History first;
  first.scenario = history.scenario;
  first.profile = history.profile;
  first.capabilities = history.capabilities;
  first.renderers = history.renderers;
  first.ending = history.ending;
  for (const Command& command : history.commands()) first.add(command);
  for (Position at = 0; at < end; ++at) first.append(history.events()[at]);
  return first;
}

std::vector<Finding> judge(const Account& account) {
  std::vector<Finding> all;
  for (const Check& check : CHECKS) {
    Findings findings(check, account);
    check.evaluate(account, findings);
    for (Finding& finding : findings.take()) all.push_back(std::move(finding));
  }
  return all;
}

}  // namespace

std::vector<Finding> judge(const History& history) {
  // What is not offered is not judged, though it was looked whether it is there.
  if (const auto claim = claimIn(history); claim && !claim->isDeclared) return {};
  const Account account(history);
  if (history.ending != Ending::CRASHED) return judge(account);
  // Its main may have ended by itself, of which nothing in the history tells. That the run is incomplete,
  // its report says; what the end of a link brings about is nobody's fault but the crash's.
  const Position end = unexplainedEnd(account);
  if (end == NOWHERE) return judge(account);
  const History known = before(end, history);
  return judge(Account(known));
}

}  // namespace triwire::conformance
