#pragma once

#include <algorithm>

#include "judge/common.h"

// The checks, a namespace for each file. checks.cc says which requirement each of them decides.

namespace triwire::conformance::order {

void sendThenSend(const Account& account, Findings& findings);
void sendThenSync(const Account& account, Findings& findings);
void sendThenInvoke(const Account& account, Findings& findings);
void invokeThenSend(const Account& account, Findings& findings);
void invokeThenSync(const Account& account, Findings& findings);
void invokeThenInvoke(const Account& account, Findings& findings);
void syncThenAny(const Account& account, Findings& findings);
void oneAtATime(const Account& account, Findings& findings);
void pendingHandlerDelaysNothing(const Account& account, Findings& findings);
void settledAsMainSettled(const Account& account, Findings& findings);
void eventsAsSent(const Account& account, Findings& findings);
void eventsBeforeResult(const Account& account, Findings& findings);
void eventsAfterResult(const Account& account, Findings& findings);
void onlyTheAddressed(const Account& account, Findings& findings);
void answersItsOwnCall(const Account& account, Findings& findings);
void atMostOnce(const Account& account, Findings& findings);
void nothingLost(const Account& account, Findings& findings);

}  // namespace triwire::conformance::order

namespace triwire::conformance::block {

void codeWaits(const Account& account, Findings& findings);
void listenersWait(const Account& account, Findings& findings);
void promisesWait(const Account& account, Findings& findings);
void scriptEndsFirst(const Account& account, Findings& findings);
void deferredInOrder(const Account& account, Findings& findings);
void othersAreServed(const Account& account, Findings& findings);
void invokeReturns(const Account& account, Findings& findings);
void pendingInvokeBlocksNothing(const Account& account, Findings& findings);
void scriptsRunToCompletion(const Account& account, Findings& findings);
void usableAfterwards(const Account& account, Findings& findings);
void returnsBeforeRelease(const Account& account, Findings& findings);
void replyEndsNoWait(const Account& account, Findings& findings);

}  // namespace triwire::conformance::block

namespace triwire::conformance::sync {

void assignmentAnswers(const Account& account, Findings& findings);
void firstAssignmentWins(const Account& account, Findings& findings);
void laterAssignmentsDoNotThrow(const Account& account, Findings& findings);
void undefinedAnswers(const Account& account, Findings& findings);
void falsyValuesAnswer(const Account& account, Findings& findings);
void heldIsUnanswered(const Account& account, Findings& findings);
void lateAssignmentAnswers(const Account& account, Findings& findings);
void releasedThrows(const Account& account, Findings& findings);
void collectedReturnsError(const Account& account, Findings& findings);
void noListenerThrows(const Account& account, Findings& findings);
void noListenerReturnsError(const Account& account, Findings& findings);
void handlerIsNotCalled(const Account& account, Findings& findings);
void returnDoesNotAnswer(const Account& account, Findings& findings);
void throwIsNoReply(const Account& account, Findings& findings);
void answerStandsAfterThrow(const Account& account, Findings& findings);
void unclonableAssignmentThrows(const Account& account, Findings& findings);
void failedAssignmentLeavesItOpen(const Account& account, Findings& findings);
void unclonableArgsThrow(const Account& account, Findings& findings);
void onceAnswersOnce(const Account& account, Findings& findings);
void deadlineThrows(const Account& account, Findings& findings);
void lateAnswerSettlesNothing(const Account& account, Findings& findings);
void lossThrows(const Account& account, Findings& findings);
void lossReturnsNull(const Account& account, Findings& findings);
void disconnectedThrows(const Account& account, Findings& findings);
void assigningToTheGone(const Account& account, Findings& findings);
void endsOnce(const Account& account, Findings& findings);

}  // namespace triwire::conformance::sync

namespace triwire::conformance::invoke {

void fulfilsWithReturned(const Account& account, Findings& findings);
void awaitsPromise(const Account& account, Findings& findings);
void undefinedFulfils(const Account& account, Findings& findings);
void falsyValuesFulfil(const Account& account, Findings& findings);
void noHandlerRejects(const Account& account, Findings& findings);
void noHandlerOutcome(const Account& account, Findings& findings);
void noHandlerMessage(const Account& account, Findings& findings);
void listenersAreNotCalled(const Account& account, Findings& findings);
void throwRejects(const Account& account, Findings& findings);
void throwMessage(const Account& account, Findings& findings);
void throwDetail(const Account& account, Findings& findings);
void emptyThrowRejects(const Account& account, Findings& findings);
void emptyThrowFulfils(const Account& account, Findings& findings);
void nullThrowRejects(const Account& account, Findings& findings);
void nullThrowIsNeverSent(const Account& account, Findings& findings);
void releasedRejects(const Account& account, Findings& findings);
void collectedRejects(const Account& account, Findings& findings);
void heldStaysPending(const Account& account, Findings& findings);
void unclonableArgsReject(const Account& account, Findings& findings);
void unclonableResultRejects(const Account& account, Findings& findings);
void pendingStartsOthers(const Account& account, Findings& findings);
void deadlineRejects(const Account& account, Findings& findings);
void lateResultSettlesNothing(const Account& account, Findings& findings);
void settlesOnce(const Account& account, Findings& findings);
void settles(const Account& account, Findings& findings);
void failureIsRejection(const Account& account, Findings& findings);
void lossRejects(const Account& account, Findings& findings);
void lossRejectsInOrder(const Account& account, Findings& findings);
void disconnectedRejects(const Account& account, Findings& findings);
void secondHandleThrows(const Account& account, Findings& findings);
void firstHandlerStays(const Account& account, Findings& findings);
void handleOnceIsUsedUp(const Account& account, Findings& findings);
void removalSparesDispatched(const Account& account, Findings& findings);
void removedHandlerIsNone(const Account& account, Findings& findings);
void exactlyOneHandler(const Account& account, Findings& findings);
void senderIsNamed(const Account& account, Findings& findings);

}  // namespace triwire::conformance::invoke

namespace triwire::conformance::send {

void unheardIsDropped(const Account& account, Findings& findings);
void notKeptForLater(const Account& account, Findings& findings);
void unclonableArgsThrow(const Account& account, Findings& findings);
void nextAfterThrow(const Account& account, Findings& findings);
void returnsUndefined(const Account& account, Findings& findings);
void assigningHasNoEffect(const Account& account, Findings& findings);
void handlerIsNotCalled(const Account& account, Findings& findings);
void rendererGoesOn(const Account& account, Findings& findings);
void argsArrive(const Account& account, Findings& findings);
void channelsMatchExactly(const Account& account, Findings& findings);

}  // namespace triwire::conformance::send

namespace triwire::conformance::reply {

void reachesTheSender(const Account& account, Findings& findings);
void eachReplyArrives(const Account& account, Findings& findings);
void laterReplyArrives(const Account& account, Findings& findings);
void unheardIsNotKept(const Account& account, Findings& findings);
void sameScriptIsEarlyEnough(const Account& account, Findings& findings);
void replyToSyncWaits(const Account& account, Findings& findings);
void replyToTheGone(const Account& account, Findings& findings);
void unclonableThrows(const Account& account, Findings& findings);
void unclonableIsDropped(const Account& account, Findings& findings);
void sendToReaches(const Account& account, Findings& findings);

}  // namespace triwire::conformance::reply

namespace triwire::conformance::listeners {

void messageCallsEach(const Account& account, Findings& findings);
void syncCallsEach(const Account& account, Findings& findings);
void eventCallsEach(const Account& account, Findings& findings);
void inOrderAtMain(const Account& account, Findings& findings);
void throwEndsMessage(const Account& account, Findings& findings);
void throwEndsSync(const Account& account, Findings& findings);
void throwEndsEvent(const Account& account, Findings& findings);
void twiceIsTwice(const Account& account, Findings& findings);
void removalRemovesOne(const Account& account, Findings& findings);
void onceIsOnce(const Account& account, Findings& findings);
void removedMeanwhileStillRuns(const Account& account, Findings& findings);
void addedMeanwhileDoesNotRun(const Account& account, Findings& findings);
void removeAllIsPerChannel(const Account& account, Findings& findings);

}  // namespace triwire::conformance::listeners

namespace triwire::conformance::wire {

void endsAsMalformed(const Account& account, Findings& findings);
void endsAsTooLarge(const Account& account, Findings& findings);
void endsForItsPayload(const Account& account, Findings& findings);
void endsForALimit(const Account& account, Findings& findings);
void endsForAChannel(const Account& account, Findings& findings);
void unknownFrames(const Account& account, Findings& findings);
void unknownFields(const Account& account, Findings& findings);
void firstFrames(const Account& account, Findings& findings);
void framesOutOfPlace(const Account& account, Findings& findings);
void secondSync(const Account& account, Findings& findings);
void idsNotGreater(const Account& account, Findings& findings);
void strangeCancel(const Account& account, Findings& findings);
void strangeReturn(const Account& account, Findings& findings);
void wrongOutcome(const Account& account, Findings& findings);
void highestVersion(const Account& account, Findings& findings);
void noCommonVersion(const Account& account, Findings& findings);
void idsIncrease(const Account& account, Findings& findings);
void oneReturnEach(const Account& account, Findings& findings);
void cancelledReturns(const Account& account, Findings& findings);
void lateCancel(const Account& account, Findings& findings);
void limitsAreKept(const Account& account, Findings& findings);
void closeIsLast(const Account& account, Findings& findings);
void nothingBehindAnEnd(const Account& account, Findings& findings);
void cutFrames(const Account& account, Findings& findings);
void dividedFrames(const Account& account, Findings& findings);
void mainDoesNotBlock(const Account& account, Findings& findings);
void rendererReadsOn(const Account& account, Findings& findings);
void othersAreServed(const Account& account, Findings& findings);

}  // namespace triwire::conformance::wire

namespace triwire::conformance::life {

void othersAreServed(const Account& account, Findings& findings);
void settlingForTheGone(const Account& account, Findings& findings);
void rendererNotices(const Account& account, Findings& findings);
void closeSettlesEverything(const Account& account, Findings& findings);
void failuresCarryOutcome(const Account& account, Findings& findings);
void endsForAReason(const Account& account, Findings& findings);

}  // namespace triwire::conformance::life
