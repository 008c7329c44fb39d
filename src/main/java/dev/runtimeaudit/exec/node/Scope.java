package dev.runtimeaudit.exec.node;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The names of a block, a function or a module (ECMA-262, 9.1 "Environment Records"). */
final class Scope {

    /** A name's place: those that are imported share it with who exports them. */
    static final class Cell {
        /** Empty until its declaration was evaluated. */
        Optional<Val> value = Optional.empty();

        boolean constant;
    }

    private final Map<String, Cell> cells = new HashMap<>();
    private final Optional<Scope> outer;
    private final boolean function;

    private Scope(Optional<Scope> outer, boolean function) {
        this.outer = outer;
        this.function = function;
    }

    static Scope root() {
        return new Scope(Optional.empty(), true);
    }

    Scope block() {
        return new Scope(Optional.of(this), false);
    }

    Scope function() {
        return new Scope(Optional.of(this), true);
    }

    Optional<Cell> find(String name) {
        Cell own = cells.get(name);
        return own != null ? Optional.of(own) : outer.flatMap(scope -> scope.find(name));
    }

    /** A name that has a value from the start. */
    Cell declare(String name, Val value) {
        Cell cell = hoist(name);
        cell.value = Optional.of(value);
        return cell;
    }

    /** A name that has none until its declaration is evaluated. */
    Cell hoist(String name) {
        return cells.computeIfAbsent(name, any -> new Cell());
    }

    void share(String name, Cell cell) {
        cells.put(name, cell);
    }

    boolean has(String name) {
        return cells.containsKey(name);
    }

    /** Where {@code var} declares. */
    Scope ofFunction() {
        return function || outer.isEmpty() ? this : outer.get().ofFunction();
    }
}
