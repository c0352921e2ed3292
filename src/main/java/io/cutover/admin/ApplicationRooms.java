package io.cutover.admin;

import io.cutover.decide.Decisions;
import io.cutover.decide.Live;
import io.cutover.ledger.Outcomes;
import io.cutover.ledger.Verifications;
import io.cutover.split.Platform;
import io.cutover.upstream.Upstreams;
import java.time.InstantSource;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the operators' API needs to tell of applications.
 *
 * @param live the snapshot in force
 * @param tokens what operators said of an application's tokens, by its name; null: nothing
 * @param paths the first path that a route matches, by its name
 * @param returned the applications that were sent back alone
 */
public record ApplicationRooms(
    Supplier<Live> live,
    Outcomes outcomes,
    Decisions decisions,
    Upstreams upstreams,
    Verifications verifications,
    Supplier<Set<String>> returned,
    Function<String, @Nullable Platform> tokens,
    UnaryOperator<String> paths,
    InstantSource clock) {}
