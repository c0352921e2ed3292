package io.cutover.notify;

import io.cutover.config.NotifyConfig.Event;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is told, in words for somebody who has just been woken.
 *
 * @param id of this notice; the same however often it is sent
 * @param route null: not of one route
 * @param change the change's id, for {@code cutover undo} and the audit; null: there is none
 * @param by who or what did it
 * @param what happened, as a sentence without a full stop
 * @param why in words
 * @param done what was done already
 * @param next the command to go on with
 */
record Notice(
    String id,
    Event event,
    Instant at,
    @Nullable String route,
    @Nullable String change,
    String by,
    String what,
    String why,
    String done,
    String next) {}
