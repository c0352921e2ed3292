package io.cutover.state;

import io.cutover.split.Platform;

/**
 * Whose tokens the token service answers an application's old credentials with, as an operator said
 * it; what the file says of that application no longer counts.
 *
 * @param revision of the state at that change; its ETag
 * @param change id of that change
 */
public record Tokens(Platform platform, long revision, String change, Extra extra) {}
