import { type CommandNode, type OptionNode, allCommands } from './command-tree';

/** Scripts that complete the commands of a tree. Each finds the command first, then offers what may stand next. */

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
/** A description as zsh's `name:description` lists want it. */
const described = (name: string, description: string): string =>
  quoted(`${name.replaceAll(':', '\\:')}:${description.replaceAll(':', '\\:')}`);

const lines = (...all: readonly (string | readonly string[])[]): string => `${all.flat().join('\n')}\n`;

/** `case` patterns of all commands below the program. */
const paths = (root: CommandNode): string =>
  allCommands(root)
    .slice(1)
    .map((one) => one.path)
    .join(' | ');

/** Every option that takes a value, as `<path> <option>`. */
const values = (root: CommandNode, render: (option: OptionNode) => string): string[] =>
  allCommands(root).flatMap(({ path, options }) =>
    options
      .filter((one) => one.takesValue)
      .map((one) => `    ${quoted(`${path} ${one.long}`)}) ${render(one)}; return ;;`),
  );

export function bashScript(root: CommandNode): string {
  // Without a reply, bash offers files. What stands before the last comma of a list is kept.
  const reply = (words: string): string =>
    `COMPREPLY=($(compgen -P "\${cur%"\${cur##*,}"}" -W ${quoted(words)} -- "\${cur##*,}"))`;
  const offer = ({ path, options, commands, takesFiles, words }: CommandNode): string => {
    const flags = options.map((one) => one.long);
    const all = [...commands.map((one) => one.name), ...words, ...flags].join(' ');
    return takesFiles
      ? `    ${quoted(path)}) [[ $cur == -* ]] && ${reply(all)} ;;`
      : `    ${quoted(path)}) ${reply(all)} ;;`;
  };
  return lines(
    `_${root.name}() {`,
    '  local cur="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}" at= word',
    '  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do',
    `    case "$at/$word" in ${paths(root)}) at="$at/$word" ;; esac`,
    '  done',
    '  COMPREPLY=()',
    '  case "$at $before" in',
    values(root, ({ choices }) => (choices.length === 0 ? ':' : reply(choices.join(' ')))),
    '  esac',
    '  case "$at" in',
    allCommands(root).map(offer),
    '  esac',
    '}',
    `complete -o bashdefault -o default -F _${root.name} ${root.name}`,
  );
}

export function zshScript(root: CommandNode): string {
  const value = ({ choices, takesFile }: OptionNode): string =>
    choices.length > 0 ? `compset -P '*,'; compadd -- ${choices.join(' ')}` : takesFile ? '_files' : ':';
  const offer = ({ path, options, commands, takesFiles, words }: CommandNode): string[] => [
    `    ${quoted(path)})`,
    `      named=(${commands.map((one) => described(one.name, one.description)).join(' ')} ${words.join(' ')})`,
    `      flags=(${options.map((one) => described(one.long, one.description)).join(' ')})`,
    `      (( $#named )) && _describe command named`,
    ...(takesFiles ? ['      _files'] : []),
    '      _describe -o option flags ;;',
  ];
  return lines(
    `#compdef ${root.name}`,
    `_${root.name}() {`,
    '  local before="${words[CURRENT-1]}" at= word',
    '  local -a named flags',
    '  for word in "${(@)words[2,CURRENT-1]}"; do',
    `    case "$at/$word" in ${paths(root)}) at="$at/$word" ;; esac`,
    '  done',
    '  case "$at $before" in',
    values(root, value),
    '  esac',
    '  case "$at" in',
    allCommands(root).flatMap(offer),
    '  esac',
    '}',
    `compdef _${root.name} ${root.name}`,
  );
}

export function fishScript(root: CommandNode): string {
  const complete = (condition: string, ...rest: readonly string[]): string =>
    ['complete', '-c', root.name, '-n', quoted(condition), ...rest].join(' ');
  const inside = ({ path }: CommandNode): string =>
    path === ''
      ? '__fish_use_subcommand'
      : path
          .slice(1)
          .split('/')
          .map((name) => `__fish_seen_subcommand_from ${name}`)
          .join('; and ');
  const value = ({ choices, takesFile }: OptionNode): string[] =>
    choices.length > 0 ? ['-x', '-a', quoted(choices.join(' '))] : [takesFile ? '-rF' : '-x'];
  return lines(
    `complete -c ${root.name} -f`,
    allCommands(root).flatMap((node) => [
      ...node.commands.map((one) => complete(inside(node), '-a', one.name, '-d', quoted(one.description))),
      ...node.words.map((one) => complete(inside(node), '-a', one)),
      ...(node.takesFiles ? [complete(inside(node), '-F')] : []),
      ...node.options.map((one) =>
        complete(
          inside(node),
          '-l',
          one.long.slice(2),
          ...(one.takesValue ? value(one) : []),
          '-d',
          quoted(one.description),
        ),
      ),
    ]),
  );
}
