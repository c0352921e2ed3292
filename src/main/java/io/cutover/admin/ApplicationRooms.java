package io.cutover.admin;

import io.cutover.decide.Live;
import io.cutover.ledger.Outcomes;
import io.cutover.ledger.Verifications;
import java.time.InstantSource;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * What the operators' API needs to tell of applications.
 *
 * @param live the snapshot in force
 * @param paths the first path that a route matches, by its name
 * @param returned the applications that were sent back alone
 */
public record ApplicationRooms(
    Supplier<Live> live,
    Outcomes outcomes,
    Verifications verifications,
    Supplier<Set<String>> returned,
    UnaryOperator<String> paths,
    InstantSource clock) {}
