package io.cutover.config;

import org.jspecify.annotations.Nullable;

/** Reads one entry of {@code applications:}. */
final class ApplicationReader {
  private static final Keys PAIR_KEYS = new Keys().later("clientSecret", "tokenDigests");
  private static final Key<String> CLIENT_ID =
      PAIR_KEYS.required("clientId", Scalars.TEXT, "the consumer key on this platform");

  private static final Keys KEYS =
      new Keys().later("environment", "cohort", "tokens", "stickBy", "throttle");
  private static final Key<String> NAME =
      KEYS.required("name", Scalars.NAME_TEXT, "what operators call it");
  private static final Key<String> CONTACT =
      KEYS.key("contact", Scalars.TEXT, "whom to tell; for people only");
  private static final Key<String> KEY =
      KEYS.key(
          "key",
          Scalars.TEXT,
          "what its bucket hashes; old.clientId, else new.clientId by default");
  private static final Key<Block> OLD =
      KEYS.key("old", Kind.block(PAIR_KEYS), "its registration on the old platform");
  private static final Key<Block> NEW =
      KEYS.key("new", Kind.block(PAIR_KEYS), "its registration on the new platform");

  static final Kind<Block> KIND = Kind.block(KEYS);

  private final Unique names = new Unique("give each application a name of its own");
  private final Unique keys = new Unique("give each application a key of its own");
  private final Unique oldIds = new Unique("register each client once");
  private final Unique newIds = new Unique("register each client once");

  @Nullable ApplicationConfig read(Block block) {
    String name = block.need(NAME);
    String key = block.get(KEY);
    String oldId = clientId(block.get(OLD));
    String newId = clientId(block.get(NEW));
    String contact = block.get(CONTACT);
    if (!block.has(OLD) && !block.has(NEW)) {
      block
          .at(OLD)
          .wrong("is missing, and so is new", "add old: { clientId: … } or new: { clientId: … }");
    }
    if (name != null) {
      names.claim(name, block.at(NAME));
    }
    boolean oldIsFree = oldId == null || oldIds.claim(oldId, block.at(OLD));
    boolean newIsFree = newId == null || newIds.claim(newId, block.at(NEW));
    if (name == null || (oldId == null && newId == null)) {
      return null;
    }
    ApplicationConfig application = new ApplicationConfig(name, key, oldId, newId, contact);
    if (key != null || (oldIsFree && newIsFree)) {
      keys.claim(
          application.effectiveKey(), block.at(key != null ? KEY : oldId != null ? OLD : NEW));
    }
    return application;
  }

  private static @Nullable String clientId(@Nullable Block pair) {
    return pair == null ? null : pair.need(CLIENT_ID);
  }
}
