import { Argument, type Command } from 'commander';
import { commandTree } from './command-tree';
import { bashScript, fishScript, zshScript } from './completion-scripts';

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript };
type Shell = keyof typeof SCRIPTS;

const HOW = `
To complete commands in the shell you use, put this into its start-up file:
  bash   eval "$(meshext completion bash)"
  zsh    eval "$(meshext completion zsh)"   (after compinit)
  fish   meshext completion fish | source`;

/** `meshext completion` */
export const addCompletion = (program: Command): Command =>
  program
    .command('completion')
    .description('Print a script that completes commands and options in a shell.')
    .addArgument(new Argument('<shell>', 'the shell').choices(Object.keys(SCRIPTS)))
    .addHelpText('after', HOW)
    .action((shell: Shell) => {
      process.stdout.write(SCRIPTS[shell](commandTree(program)));
    });
