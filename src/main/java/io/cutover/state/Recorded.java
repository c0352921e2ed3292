package io.cutover.state;

import tools.jackson.databind.node.ObjectNode;

/**
 * One change as it was made.
 *
 * @param change its id
 * @param revision of the state that it brought about
 * @param record who, when, from where, what, why, before and after, as in the log; not to be
 *     changed
 * @param persisted whether it is stored; false only for what lowers, while the store is away
 */
public record Recorded(String change, long revision, ObjectNode record, boolean persisted) {}
