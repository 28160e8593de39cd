public import Scheduling

/// How much any one peer may send.
public struct PeerLimits: Hashable, Sendable {
    /// Messages of any kind.
    public var messages: TokenBucket.Rate
    /// Messages that cannot be read: past these the peer is refused until it has been quiet for a while.
    public var unreadable: TokenBucket.Rate
    /// How many peers are remembered; of more, those that were silent longest are forgotten and begin anew.
    public var peersKept = 65_536

    /// Limits from their parts.
    public init(messages: TokenBucket.Rate, unreadable: TokenBucket.Rate) {
        self.messages = messages
        self.unreadable = unreadable
    }

    /// What a client may ask: no command or page comes near it.
    public static let client = PeerLimits(
        messages: .init(perSecond: 100, burst: 500), unreadable: .init(perSecond: 1.0 / 60, burst: 16))

    /// What a worker may say: several times what the fastest reports of empty shards come to.
    public static let worker = PeerLimits(
        messages: .init(perSecond: 200_000, burst: 400_000), unreadable: .init(perSecond: 1.0 / 60, burst: 16))
}

/// Holds peers to ``PeerLimits``, in a table of bounded size. Pure: the time comes in with each call.
public struct PeerLimiter<Peer: Hashable & Sendable>: Sendable {
    /// What becomes of a message.
    public enum Verdict: Hashable, Sendable {
        /// It may be read.
        case admitted
        /// Its sender has sent too many; it is to be dropped.
        case tooMany
        /// Its sender has sent too much that could not be read; it is to be dropped.
        case refused
    }

    private struct Account: Sendable {
        var messages: TokenBucket
        var unreadable: TokenBucket
    }

    private let limits: PeerLimits
    /// Two generations: what was used since the last change of them, and what was used before.
    private var recent: [Peer: Account] = [:]
    private var older: [Peer: Account] = [:]

    /// A limiter that has heard nobody yet.
    public init(_ limits: PeerLimits) {
        self.limits = limits
    }

    /// How many peers are remembered.
    public var peerCount: Int { recent.count + older.count }

    /// Counts a message of `peer` and says what becomes of it.
    public mutating func admit(_ peer: Peer, at now: Instant) -> Verdict {
        change(peer, at: now) { account, limits in
            guard account.unreadable.hasToken(limits.unreadable, at: now) else { return .refused }
            return account.messages.take(limits.messages, at: now) ? .admitted : .tooMany
        }
    }

    /// Counts an admitted message that could not be read; whether that was one too many.
    public mutating func noteUnreadable(_ peer: Peer, at now: Instant) -> Bool {
        change(peer, at: now) { account, limits in
            _ = account.unreadable.take(limits.unreadable, at: now)
            return !account.unreadable.hasToken(limits.unreadable, at: now)
        }
    }

    private mutating func change<Value>(
        _ peer: Peer, at now: Instant, _ body: (inout Account, PeerLimits) -> Value
    ) -> Value {
        var account =
            recent[peer] ?? older.removeValue(forKey: peer)
            ?? Account(
                messages: TokenBucket(limits.messages, at: now), unreadable: TokenBucket(limits.unreadable, at: now))
        let value = body(&account, limits)
        if recent[peer] == nil, recent.count >= max(1, limits.peersKept / 2) {
            older = recent
            recent = [:]
        }
        recent[peer] = account
        return value
    }
}
