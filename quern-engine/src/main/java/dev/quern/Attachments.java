package dev.quern;

import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/** What bindings for other languages have attached to an object of the API, by binding. */
final class Attachments {
  private @Nullable Map<Object, Object> byOwner;

  synchronized @Nullable Object get(Object owner) {
    return byOwner == null ? null : byOwner.get(owner);
  }

  synchronized void put(Object owner, Object attachment) {
    if (byOwner == null) {
      byOwner = new WeakHashMap<>(2);
    }
    byOwner.put(owner, attachment);
  }
}
