import type { Argument, Command, Option } from 'commander';

/** The commands as commander knows them, for the scripts that complete them: there is no second list. */

export interface CommandNode {
  /** The words that lead here, each after a `/`; '' for the program. */
  readonly path: string;
  readonly name: string;
  readonly description: string;
  readonly options: readonly OptionNode[];
  readonly commands: readonly CommandNode[];
  readonly takesFiles: boolean;
  readonly words: readonly string[];
}

export interface OptionNode {
  readonly long: string;
  readonly description: string;
  readonly choices: readonly string[];
  readonly takesValue: boolean;
  readonly takesFile: boolean;
}

export function commandTree(command: Command, parent?: CommandNode): CommandNode {
  const help = command.createHelp();
  const node = {
    path: parent === undefined ? '' : `${parent.path}/${command.name()}`,
    name: command.name(),
    description: command.description(),
    options: help.visibleOptions(command).flatMap(optionNode),
    takesFiles: command.registeredArguments.some((one) => one.name() === 'path'),
    words: command.registeredArguments.flatMap((one: Argument) => one.argChoices ?? []),
    commands: [],
  };
  return { ...node, commands: help.visibleCommands(command).map((one) => commandTree(one, node)) };
}

function optionNode({ long, description, argChoices, required, flags }: Option): OptionNode[] {
  if (long === undefined || long === null) return [];
  const takesFile = /<(file|dir)>/.test(flags);
  return [{ long, description, choices: argChoices ?? [], takesValue: required, takesFile }];
}

/** A command and all below it. */
export const allCommands = (node: CommandNode): CommandNode[] => [node, ...node.commands.flatMap(allCommands)];
